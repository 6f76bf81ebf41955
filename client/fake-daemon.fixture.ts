import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { NotificationOf } from "#daemon/api/contract/index.js";

type ReadersView = NotificationOf<"readers.changed">;

type Answer = { readonly result: unknown } | { readonly error: unknown } | "nothing";
export type Method = (params: Record<string, unknown>) => unknown;

/** A refusal as the daemon words it. */
export function refusal(code: string, details: Record<string, unknown> = {}): { readonly error: unknown } {
  const text = (language: string) => ({ cause: `${language} cause`, remedy: `${language} remedy` });
  const data = { code, en: text("en"), ja: text("ja"), details, correlationId: "c-1" };
  return { error: { code: -32_000, message: code, data } };
}

export const readerView = (state: "ready" | "empty", insertion: number, id = "r1"): ReadersView => ({
  service: "up",
  readers: [{ id, name: "Reader", state, insertion }],
});

/** The daemon's side of the wire, scripted: methods by name, notifications on demand, and a plug to pull. */
export class FakeDaemon {
  readonly calls: string[] = [];
  readonly methods: Record<string, Method> = {
    hello: () => ({
      server: { name: "fake", version: "1" },
      api: { min: 1, max: 1, chosen: 1 },
      initialised: true,
      municipalities: [],
    }),
    "session.loginSystem": ({ systemId }) => ({
      system: { id: systemId, name: { en: "x", ja: "x" } },
      aid: "F000000001",
    }),
    "readers.list": () => this.view,
    "session.logout": () => ({}),
  };
  view: ReadersView = { service: "up", readers: [] };
  readonly #server: WebSocketServer;
  readonly #port: number;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => {
      socket.on("message", (data) => this.#answer(socket, JSON.parse(String(data))));
    });
  }

  static async start(): Promise<FakeDaemon> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new FakeDaemon(server);
  }

  readonly open = (): WebSocket => new WebSocket(`ws://127.0.0.1:${this.#port}`);

  /** Sends any text to everyone. */
  say(text: string): void {
    for (const socket of this.#server.clients) socket.send(text);
  }

  show(view: ReadersView): void {
    this.view = view;
    this.say(JSON.stringify({ jsonrpc: "2.0", method: "readers.changed", params: view }));
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(socket: WebSocket, request: { id: number; method: string; params: Record<string, unknown> }): void {
    this.calls.push(request.method);
    const method = this.methods[request.method];
    const outcome = method === undefined ? refusal("api.unknown-method") : method(request.params);
    if (outcome === "nothing") return;
    const answer = isAnswer(outcome) ? outcome : { result: outcome };
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: request.id, ...(answer as object) }));
  }
}

const isAnswer = (outcome: unknown): outcome is Exclude<Answer, "nothing"> =>
  typeof outcome === "object" && outcome !== null && "error" in outcome;
