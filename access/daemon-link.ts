import type { WebSocket } from "ws";
import { type Clock, systemClock } from "#card/ports/clock.js";
import {
  apiVersions,
  type MethodName,
  type NotificationOf,
  notifications,
  type ParamsOf,
  type ResultOf,
} from "#daemon/api/contract/index.js";
import { accessLinkErrors } from "./access-errors.js";
import { RpcChannel } from "./rpc-channel.js";

export type ReadersView = NotificationOf<"readers.changed">;

export interface DaemonLinkOptions {
  readonly systemId: string;
  readonly clock?: Clock;
  /** Time that a call may take that does not wait for a card, in milliseconds; 30,000 when absent. */
  readonly deadlineMs?: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const CLIENT = { name: "madoguchi-access", version: "1" };

/** A logged-in connection to the daemon that comes back by itself, and what the readers showed last. */
export class DaemonLink {
  readonly #open: () => WebSocket;
  readonly #options: DaemonLinkOptions;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #watchers = new Set<(view: ReadersView) => void>();
  readonly #closing = new AbortController();
  /** The connection, or the one that is being made. */
  #channel: Promise<RpcChannel>;
  /** The connection while it stands: the short way for every call. */
  #current: RpcChannel | undefined;
  #lastFailure: unknown;
  #view: ReadersView = { service: "down", readers: [] };

  private constructor(open: () => WebSocket, options: DaemonLinkOptions) {
    this.#open = open;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#channel = this.#connect();
  }

  /** Resolves when the first connection is logged in; rejects when that fails, with `access-link.unreachable` or the daemon's reason. */
  static async start(open: () => WebSocket, options: DaemonLinkOptions): Promise<DaemonLink> {
    const link = new DaemonLink(open, options);
    const channel = await link.#channel;
    void link.#stayConnected(channel);
    return link;
  }

  /** The readers as the daemon told them last; down while there is no connection. */
  get view(): ReadersView {
    return this.#view;
  }

  /** Calls the watcher with the present view and every later one; gives the function that ends it. */
  watch(watcher: (view: ReadersView) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.#view);
    return () => this.#watchers.delete(watcher);
  }

  /** Aborted, with `access-link.closed` as its reason, when the link is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Waits for the connection if it is being made again, but no longer than a call may take. Throws the daemon's errors and `access-link.*`. */
  async call<M extends MethodName>(method: M, params: ParamsOf<M>, patient = false): Promise<ResultOf<M>> {
    this.#closing.signal.throwIfAborted();
    const channel = this.#current ?? (await this.#connected());
    return channel.call(method, params, patient);
  }

  /**
   * Logs out before it disconnects: so the session ends in the daemon's log behind the calls that were made in it, not whenever
   * the daemon notices that the connection is gone.
   */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(accessLinkErrors.error("closed"));
    const channel = await this.#channel.catch(() => undefined);
    // A logout waits for the calls before it: one that waits for a card is given up by disconnecting.
    if (channel?.waitsForCard === false) await channel.call("session.logout", {}).catch(() => {});
    channel?.close();
    await channel?.closed;
  }

  async #connected(): Promise<RpcChannel> {
    const waited = new AbortController();
    const late = this.#clock.sleep(this.#deadlineMs, waited.signal).then(() => {
      throw accessLinkErrors.error("unreachable", {}, { cause: this.#lastFailure });
    });
    try {
      return await Promise.race([this.#channel, late]);
    } finally {
      waited.abort();
    }
  }

  async #connect(): Promise<RpcChannel> {
    const { systemId } = this.#options;
    const deadlineMs = this.#deadlineMs;
    const socket = this.#open();
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", (error) => reject(accessLinkErrors.error("unreachable", {}, { cause: error })));
    });
    const channel = new RpcChannel(socket, { clock: this.#clock, deadlineMs }, (method, params) => {
      if (method === "readers.changed") this.#show(notifications["readers.changed"].params.safeParse(params).data);
      // A session that ended leaves a connection of no use: a new one logs in again.
      if (method === "session.ended") channel.close();
    });
    try {
      await channel.call("hello", { client: CLIENT, api: apiVersions });
      await channel.call("session.loginSystem", { systemId });
      this.#show(await channel.call("readers.list", {}));
      this.#current = channel;
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  async #stayConnected(first: RpcChannel): Promise<void> {
    const { signal } = this.#closing;
    for (let current: RpcChannel | undefined = first; current !== undefined; ) {
      await current.closed;
      this.#current = undefined;
      this.#show({ service: "down", readers: [] });
      if (signal.aborted) return;
      this.#channel = this.#reconnect(signal);
      current = await this.#channel.catch(() => undefined);
    }
  }

  /** Tries until there is a connection. Throws `access-link.closed` when the link is closed meanwhile. */
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

  #show(view: ReadersView | undefined): void {
    if (view === undefined) return;
    this.#view = view;
    for (const watcher of [...this.#watchers]) watcher(view);
  }
}
