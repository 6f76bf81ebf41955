import type { WebSocket } from "ws";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type Clock, systemClock } from "#card/ports/clock.js";
import {
  apiVersions,
  isNotificationName,
  type MethodName,
  type NotificationName,
  type NotificationOf,
  notifications,
  type ParamsOf,
  type ResultOf,
} from "#daemon/api/contract/index.js";
import { type LinkErrors, linkErrorsOf } from "./link-errors.js";
import { RpcChannel } from "./rpc-channel.js";

/** What the daemon said of itself in `hello`. */
export type ServerInfo = ResultOf<"hello">;

export interface CallOptions {
  /** The call waits for a person or a card: it has no deadline. */
  readonly patient?: boolean;
}

/** Calls on a connection that is being made: for the login. */
export type Caller = <M extends MethodName>(method: M, params: ParamsOf<M>) => Promise<ResultOf<M>>;

/** A listener for each notification that is wanted. */
export type Listeners = { readonly [N in NotificationName]?: (params: NotificationOf<N>) => void };

export interface LinkOptions {
  /** Name and version of the program, as the daemon's records show it. */
  readonly client: { readonly name: string; readonly version: string };
  /** Versions of the interface that the program was written for; those that this package speaks when absent. */
  readonly api?: { readonly min: number; readonly max: number };
  /** Runs on every new connection after `hello`, the first and each later one: log in here. What it throws ends the connection. */
  readonly onConnect?: (call: Caller, server: ServerInfo) => Promise<void>;
  /** Listens from the first moment on: `resume`, for one, is told right at the login. */
  readonly on?: Listeners;
  readonly clock?: Clock;
  /** Time that a call may take that does not wait for a card, in milliseconds; 30,000 when absent. */
  readonly deadlineMs?: number;
}

type Listener = (params: unknown) => void;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** A typed connection to the daemon that comes back by itself. */
export class Client {
  readonly #open: () => WebSocket;
  readonly #options: LinkOptions;
  readonly #errors: LinkErrors;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #listeners = new Map<NotificationName, Set<Listener>>();
  readonly #stateListeners = new Set<(state: "up" | "down") => void>();
  readonly #closing = new AbortController();
  /** The connection, or the one that is being made. */
  #channel: Promise<RpcChannel>;
  /** The connection while it stands: the short way for every call. */
  #current: RpcChannel | undefined;
  #lastFailure: unknown;
  #server!: ServerInfo;

  private constructor(open: () => WebSocket, options: LinkOptions, errors: LinkErrors) {
    this.#open = open;
    this.#options = options;
    this.#errors = errors;
    this.#clock = options.clock ?? systemClock;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    for (const [name, listener] of Object.entries(options.on ?? {})) {
      this.#listeners.set(name as NotificationName, new Set([listener as Listener]));
    }
    this.#channel = this.#connect();
  }

  /** Resolves when the first connection stands, logged in; rejects when that fails. Sockets are made by `open`. */
  static async over(open: () => WebSocket, options: LinkOptions, errors: LinkErrors): Promise<Client> {
    const client = new Client(open, options, errors);
    const channel = await client.#channel;
    void client.#stayConnected(channel);
    return client;
  }

  /** What the daemon said of itself when the connection was made last. */
  get server(): ServerInfo {
    return this.#server;
  }

  get state(): "up" | "down" {
    return this.#current === undefined ? "down" : "up";
  }

  /** Aborted, with the `closed` of its errors as its reason, when the client is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Calls a method. Waits for the connection if it is being made again, but no longer than a call may take. Throws what the daemon refuses
   * with, under the daemon's codes, and `client.lost`, `.deadline`, `.unreachable`, `.bad-answer`, `.closed`. A call is sent once:
   * after `client.lost` nobody but the caller can say whether to send it again.
   */
  async call<M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    { patient = false }: CallOptions = {},
  ): Promise<ResultOf<M>> {
    this.#closing.signal.throwIfAborted();
    const channel = this.#current ?? (await this.#connected());
    return channel.call(method, params, patient);
  }

  /** Calls the listener with each notification of this name; gives the function that ends it. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationOf<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /** Calls the listener whenever the connection is lost or stands again; gives the function that ends it. */
  onState(listener: (state: "up" | "down") => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Drops the connection; a new one is made and `onConnect` runs on it. */
  reconnect(): void {
    this.#current?.close();
  }

  /**
   * Logs out before it disconnects: so the session ends in the daemon's log behind the calls that were made in it, not whenever
   * the daemon notices that the connection is gone.
   */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(this.#errors.error("closed"));
    const channel = await this.#channel.catch(() => undefined);
    // A logout waits for the calls before it: one that waits for a card is given up by disconnecting.
    if (channel?.waitsForCard === false) await channel.call("session.logout", {}).catch(() => {});
    channel?.close();
    await channel?.closed;
  }

  async #connected(): Promise<RpcChannel> {
    const waited = new AbortController();
    const late = this.#clock.sleep(this.#deadlineMs, waited.signal).then(() => {
      throw this.#errors.error("unreachable", {}, { cause: this.#lastFailure });
    });
    try {
      return await Promise.race([this.#channel, late]);
    } finally {
      waited.abort();
    }
  }

  async #connect(): Promise<RpcChannel> {
    const socket = this.#open();
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", (error) => reject(this.#errors.error("unreachable", {}, { cause: error })));
    });
    const errors = linkErrorsOf(this.#errors);
    const options = { clock: this.#clock, deadlineMs: this.#deadlineMs, errors };
    const channel = new RpcChannel(socket, options, (method, params) => this.#told(method, params));
    try {
      this.#server = await this.#greet(channel);
      await this.#options.onConnect?.((method, params) => channel.call(method, params), this.#server);
      this.#current = channel;
      for (const listener of [...this.#stateListeners]) listener("up");
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** Throws `client.too-old`, `client.too-new` when the two have no version in common. */
  async #greet(channel: RpcChannel): Promise<ServerInfo> {
    const { client, api = apiVersions } = this.#options;
    try {
      return await channel.call("hello", { client, api: { ...api } });
    } catch (error) {
      if (!isMadoguchiError(error, "api.no-common-version")) throw error;
      const { min, max } = error.details;
      const facts = { clientMin: api.min, clientMax: api.max, serverMin: min, serverMax: max };
      throw this.#errors.error(api.max < Number(min) ? "too-old" : "too-new", facts, { cause: error });
    }
  }

  #told(method: string, params: unknown): void {
    // A daemon of the same version may tell more than this client knows of.
    if (!isNotificationName(method)) return;
    const known = notifications[method].params.safeParse(params);
    if (!known.success) return;
    for (const listener of [...(this.#listeners.get(method) ?? [])]) listener(known.data);
  }

  async #stayConnected(first: RpcChannel): Promise<void> {
    const { signal } = this.#closing;
    for (let current: RpcChannel | undefined = first; current !== undefined; ) {
      await current.closed;
      this.#current = undefined;
      // Before anybody is told: who calls in that moment waits for the new connection, not for the lost one.
      if (!signal.aborted) this.#channel = this.#reconnect(signal);
      for (const listener of [...this.#stateListeners]) listener("down");
      if (signal.aborted) return;
      current = await this.#channel.catch(() => undefined);
    }
  }

  /** Tries until there is a connection. Throws the `closed` of its errors when the client is closed meanwhile. */
  async #reconnect(signal: AbortSignal): Promise<RpcChannel> {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await this.#clock.sleep(pause, signal).catch(() => {});
      if (signal.aborted) break;
      try {
        return await this.#connect();
      } catch (error) {
        this.#lastFailure = error;
      }
    }
    throw signal.reason;
  }
}
