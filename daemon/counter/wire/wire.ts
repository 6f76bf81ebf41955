import type {
  ErrorData,
  MethodName,
  NotificationName,
  NotificationOf,
  ParamsOf,
  ResultOf,
} from "#daemon/api/contract/index.js";
import { connectionLost, WireError } from "./wire-error.js";

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Listener = (params: unknown) => void;

const RECONNECT_MS = [250, 500, 1000, 2000, 4000];

/** The page's connection to its daemon: JSON-RPC 2.0 over one WebSocket, made again whenever it is lost. Each tab has its own. */
export class Wire {
  readonly #url: string;
  readonly #onState: (state: "open" | "lost") => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #socket: WebSocket | undefined;
  #lastId = 0;
  #attempt = 0;

  constructor(url: string, onState: (state: "open" | "lost") => void) {
    this.#url = url;
    this.#onState = onState;
  }

  connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#attempt = 0;
      this.#onState("open");
    });
    socket.addEventListener("message", (event) => this.#receive(String(event.data)));
    socket.addEventListener("close", () => this.#lost());
  }

  /** Hears a notification; gives the function that stops hearing it. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationOf<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /** Rejects with `WireError`: what the daemon refused, or `wire.connection-lost`. */
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return new Promise((resolve, reject) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return reject(new WireError(connectionLost));
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  #receive(message: string): void {
    const frame = JSON.parse(message) as {
      id?: number;
      method?: string;
      params?: unknown;
      result?: unknown;
      error?: { data: ErrorData };
    };
    if (frame.method !== undefined) {
      for (const listener of this.#listeners.get(frame.method) ?? []) listener(frame.params);
      return;
    }
    const waiting = this.#waiting.get(frame.id ?? 0);
    this.#waiting.delete(frame.id ?? 0);
    if (frame.error) waiting?.reject(new WireError(frame.error.data));
    else waiting?.resolve(frame.result);
  }

  #lost(): void {
    for (const { reject } of this.#waiting.values()) reject(new WireError(connectionLost));
    this.#waiting.clear();
    this.#onState("lost");
    const delay = RECONNECT_MS[Math.min(this.#attempt++, RECONNECT_MS.length - 1)];
    setTimeout(() => this.connect(), delay);
  }
}
