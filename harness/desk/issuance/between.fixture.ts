import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, request } from "node:https";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { DoubleServer } from "../../doubles/endpoint/double-server.js";

/**
 * What becomes of one request on its way to the issuing server. `silent`: nobody answers, and it does not arrive. `deaf`: it arrives, and
 * the line breaks before the answer. `late`: it arrives when `release` is called, and the answer comes to nobody. `lie`: the answer is
 * changed on its way.
 */
export type OnTheWay = "silent" | "deaf" | "late" | { readonly lie: (answer: Record<string, unknown>) => object };

export interface Asked {
  readonly method: string;
  readonly path: string;
}

export interface BetweenOptions {
  readonly server: () => string;
  /** What this shows the daemon. */
  readonly shows: Identity;
  /** The counter's own certificate and its authority: the server shall see who asks. */
  readonly terminal: Identity;
  readonly ca: string;
}

/** The line between a counter and its issuing server. */
export class Between {
  readonly #options: BetweenOptions;
  readonly #agent: Agent;
  #server!: DoubleServer;
  #late: (() => Promise<unknown>)[] = [];
  /** All that the counter asked, in order. */
  readonly asked: Asked[] = [];
  /** Undefined: it goes through as it is. */
  fate: (asked: Asked) => OnTheWay | undefined | Promise<OnTheWay | undefined> = () => undefined;

  private constructor(options: BetweenOptions) {
    this.#options = options;
    this.#agent = new Agent({ ...options.terminal, ca: options.ca, ...tlsPolicy() });
  }

  static async start(options: BetweenOptions): Promise<Between> {
    const between = new Between(options);
    between.#server = await DoubleServer.start(
      { identity: options.shows, clientCa: options.ca },
      (incoming, answer) => void between.#carry(incoming, answer),
    );
    return between;
  }

  get url(): string {
    return this.#server.url;
  }

  asking(method: string, path = ""): number {
    return this.asked.filter((one) => one.method === method && one.path.startsWith(path)).length;
  }

  /** Lets through what is late, in order. */
  async release(): Promise<void> {
    for (const send of this.#late.splice(0)) await send();
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#server.close();
  }

  async #carry(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = incoming;
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const asked = { method, path };
    this.asked.push(asked);
    const fate = await this.fate(asked);
    const send = () => this.#send(method, path, Buffer.concat(parts));
    if (fate === "silent") return;
    if (fate === "late") return void this.#late.push(send);
    const { status, text } = await send();
    if (fate === "deaf") return void answer.destroy();
    const body = fate === undefined ? text : JSON.stringify(fate.lie(JSON.parse(text) as Record<string, unknown>));
    answer.writeHead(status, { "content-type": "application/json" }).end(body);
  }

  #send(method: string, path: string, body: Buffer): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const url = new URL(path, this.#options.server());
      const call = request(url, { method, agent: this.#agent, headers }, async (answer) => {
        let text = "";
        for await (const part of answer) text += String(part);
        resolve({ status: answer.statusCode ?? 0, text });
      });
      call.on("error", reject);
      call.end(body.length === 0 ? undefined : body);
    });
  }
}
