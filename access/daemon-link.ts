import type { WebSocket } from "ws";
import type { Clock } from "#card/ports/clock.js";
import { Client } from "#client/client.js";
import type { MethodName, NotificationOf, ParamsOf, ResultOf } from "#daemon/api/contract/index.js";
import { accessLinkErrors } from "./access-errors.js";

export type ReadersView = NotificationOf<"readers.changed">;

export interface DaemonLinkOptions {
  readonly systemId: string;
  readonly clock?: Clock;
  /** Time that a call may take that does not wait for a card, in milliseconds; 30,000 when absent. */
  readonly deadlineMs?: number;
}

const CLIENT = { name: "madoguchi-access", version: "1" };

/** A business system's connection to the daemon, logged in by its certificate whenever it is made, and what the readers showed last. */
export class DaemonLink {
  readonly #watchers = new Set<(view: ReadersView) => void>();
  #client!: Client;
  #view: ReadersView = { service: "down", readers: [] };

  private constructor() {}

  /** Resolves when the first connection is logged in; rejects when that fails, with `access-link.unreachable` or the daemon's reason. */
  static async start(open: () => WebSocket, { systemId, clock, deadlineMs }: DaemonLinkOptions): Promise<DaemonLink> {
    const link = new DaemonLink();
    link.#client = await Client.over(
      open,
      {
        client: CLIENT,
        ...(clock && { clock }),
        ...(deadlineMs !== undefined && { deadlineMs }),
        onConnect: async (call) => {
          await call("session.loginSystem", { systemId });
          link.#show(await call("readers.list", {}));
        },
        on: {
          "readers.changed": (view) => link.#show(view),
          // A session that ended leaves a connection of no use: a new one logs in again.
          "session.ended": () => (link.#client as Client | undefined)?.reconnect(),
        },
      },
      accessLinkErrors,
    );
    link.#client.onState((state) => {
      if (state === "down") link.#show({ service: "down", readers: [] });
    });
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
    return this.#client.closed;
  }

  /** Waits for the connection if it is being made again, but no longer than a call may take. Throws the daemon's errors and `access-link.*`. */
  call<M extends MethodName>(method: M, params: ParamsOf<M>, patient = false): Promise<ResultOf<M>> {
    return this.#client.call(method, params, { patient });
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #show(view: ReadersView): void {
    this.#view = view;
    for (const watcher of [...this.#watchers]) watcher(view);
  }
}
