import type { WebSocket } from "ws";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { type RandomSource, systemRandom } from "#card/ports/random.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import { INS_VERIFY } from "#card/region/card-app/commands.js";
import { type CardAppSession, deriveServiceKeys, MASTER_LENGTH, openCardApp } from "#card/region/index.js";
import { socketsTo, wireUrl } from "#client/connect.js";
import type { PinChannel } from "#daemon/api/contract/index.js";
import { accessLinkErrors } from "./access-errors.js";
import { DaemonLink, type ReadersView } from "./daemon-link.js";

/** The secret that a business system shares with its card applications. It never leaves this process: only cryptograms do. */
export interface ServiceMaster {
  /** 32 octets. */
  readonly master: Uint8Array;
  /** Key version number and length in octets, as the package of the application says; 16 octets when absent. */
  readonly version: number;
  readonly length?: 16 | 24 | 32;
}

export interface AccessOptions {
  /** Address of the daemon, e.g. `wss://counter.example:7443`. Only TLS: PIN and records travel under the card's own channel besides. */
  readonly url: string;
  /** PEM: the authority of the daemon's certificate; this system's certificate, which is pinned at the daemon, and its key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly systemId: string;
  readonly serviceKeys: ServiceMaster;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  /** Time that a call may take that does not wait for a card, in milliseconds; 30,000 when absent. */
  readonly deadlineMs?: number;
}

/** The card application of this system on one card, mutually authenticated, for the length of one callback. */
export interface CardApp extends CardAppSession {
  /**
   * The number by which this system knows the card, upper-case hexadecimal: always the same for one card, and another one for every other
   * system, so that no two can join what they hold (R-PRIV-10). It is not the card's own number, which the system never learns.
   */
  readonly cardRef: string;
  readonly readerId: string;
  /** The insertion that this is, as `readers` shows it: another one when the card was taken out meanwhile. */
  readonly insertion: number;
}

/** What an issuing server says of its limit, as it says it: the daemon decides what a value means that is no limit. */
export type ServerLimit = number | string | null | undefined;

export interface WithCardOptions {
  /** Only this reader; any when absent. */
  readonly readerId?: string;
  /** Only a card that is put in after the call: for a machine that serves one person after the other. */
  readonly fresh?: boolean;
  /** Where the PIN is asked for, one of the channels that the daemon has configured for this system; its usual one when absent. */
  readonly channel?: PinChannel;
  /**
   * The limit of wrong PINs that the issuing server tells, read anew at every verification (R-PIN-05). At the counter it can only lower
   * the limit of three; a kiosk and a machine have it as it is. Not needed for the channels `library` and `own`.
   */
  readonly serverLimit?: () => ServerLimit | Promise<ServerLimit>;
  /** Asked when a card has come and before anything is sent to it; what it throws ends the call. For a service with hours. */
  readonly before?: () => Promise<void>;
  /** Ends the waiting for a card. */
  readonly signal?: AbortSignal;
}

/**
 * A business system's way to its card application: the access module (カードAPアクセスモジュール, R-SYS-16, R-EXT-04).
 * Errors carry the daemon's codes (`gate.*`, `access.*`, `reader.*`), the card's (`card-app.*`) or `access-link.*`,
 * each with cause and remedy in both languages.
 */
export interface Access {
  /** The readers and what is in them, as last told. */
  readonly readers: ReadersView;
  /** Calls the watcher with the present view and every change; gives the function that ends it. */
  watchReaders(watcher: (view: ReadersView) => void): () => void;
  /** Waits for a card, opens the application on it and gives it to `use`; the card is free again when `use` has ended. */
  withCard<T>(use: (app: CardApp) => Promise<T>, options?: WithCardOptions): Promise<T>;
  /**
   * Whether a resident's service-use ID (サービス利用ID) and password are right, and the ID is not stopped: the way in without a card
   * (R-NET-02). Throws `service-id.refused`, `stop.service-id-stopped`.
   */
  checkServiceId(id: string, password: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects and logs in with the system's certificate. Throws `access-link.bad-options`, `access-link.unreachable` and what the daemon
 * refuses the login with; after that a lost connection is made again by itself.
 */
export async function connectAccess(options: AccessOptions): Promise<Access> {
  const url = wireUrl(options.url);
  if (url === undefined) throw accessLinkErrors.error("bad-options", { option: "url", expected: "wss://host:port" });
  if (options.serviceKeys.master.length !== MASTER_LENGTH) {
    throw accessLinkErrors.error("bad-options", {
      option: "serviceKeys.master",
      size: options.serviceKeys.master.length,
    });
  }
  return accessOver(socketsTo(url, options), options);
}

/** As `connectAccess`, over sockets that `open` makes. */
export async function accessOver(
  open: () => WebSocket,
  options: Pick<AccessOptions, "systemId" | "serviceKeys" | "clock" | "random" | "deadlineMs">,
): Promise<Access> {
  const random = options.random ?? systemRandom;
  const link = await DaemonLink.start(open, options);

  const turns = new Map<string, TurnQueue>();
  /** One card at a time in each reader: whether it was changed for another while a callback waited, only this side can see. */
  const turnOf = (readerId: string): TurnQueue => {
    const turn = turns.get(readerId) ?? new TurnQueue();
    turns.set(readerId, turn);
    return turn;
  };

  /** Undefined when the card was gone before it could be opened. */
  const useCard = async <T>(
    { id: readerId, insertion }: ReaderView,
    use: (app: CardApp) => Promise<T>,
    { channel, serverLimit }: WithCardOptions,
  ): Promise<{ value: T } | undefined> => {
    // Waiting for another system that holds the card may take any time.
    const opened = await link
      .call("access.open", { readerId, ...(channel && { channel }) }, true)
      .catch((error: unknown) => {
        if (isMadoguchiError(error, "reader.no-card") || isMadoguchiError(error, "reader.card-removed"))
          return undefined;
        throw error;
      });
    if (opened === undefined) return undefined;
    const { handle, cardRef, aid } = opened;
    const transmit = async (command: Uint8Array) => {
      const limit = command[1] === INS_VERIFY ? ((await serverLimit?.()) ?? undefined) : undefined;
      const more = limit === undefined ? {} : { serverLimit: limit };
      return fromHex((await link.call("access.transmit", { handle, command: toHex(command), ...more })).response);
    };
    try {
      const { master, version, length } = options.serviceKeys;
      const keys = deriveServiceKeys(master, version, fromHex(aid), fromHex(cardRef), length);
      const session = await openCardApp({ transmit }, undefined, keys, random);
      return { value: await use(Object.assign(session, { cardRef, readerId, insertion })) };
    } finally {
      // A handle that ended with its card or its connection needs no closing.
      await link.call("access.close", { handle }).catch(() => {});
    }
  };

  return {
    get readers() {
      return link.view;
    },
    watchReaders: (watcher) => link.watch(watcher),
    withCard: async (use, options = {}) => {
      const { readerId, fresh = false, signal } = options;
      const ended = signal === undefined ? link.closed : AbortSignal.any([signal, link.closed]);
      const old = fresh ? insertions(link.view) : new Set<string>();
      for (;;) {
        const wanted = (reader: ReaderView) =>
          (readerId === undefined || reader.id === readerId) && !old.has(insertion(reader));
        const found = await nextCard(link, wanted, ended);
        const result = await turnOf(found.id).run(async () => {
          // While it waited for its turn, the card may have been changed for another.
          const there = link.view.readers.some((reader) => insertion(reader) === insertion(found));
          if (!there) return undefined;
          await options.before?.();
          return useCard(found, use, options);
        });
        if (result !== undefined) return result.value;
        // It was pulled before it could be opened: the next one, please.
        old.add(insertion(found));
      }
    },
    checkServiceId: async (id, password) => {
      await link.call("serviceIds.login", { id, password });
    },
    close: () => link.close(),
  };
}

type ReaderView = ReadersView["readers"][number];

const insertion = (reader: ReaderView): string => `${reader.id} ${reader.insertion}`;
const insertions = (view: ReadersView): Set<string> => new Set(view.readers.map(insertion));

/** The first reader with a card that is ready and wanted, now or when it comes. Rejects with the signal's reason. */
function nextCard(link: DaemonLink, wanted: (reader: ReaderView) => boolean, signal: AbortSignal): Promise<ReaderView> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let unwatch = () => {};
    const stop = () => {
      unwatch();
      signal.removeEventListener("abort", abort);
    };
    const abort = () => {
      stop();
      reject(signal.reason);
    };
    let found = false;
    unwatch = link.watch((view) => {
      const reader = view.readers.find((candidate) => candidate.state === "ready" && wanted(candidate));
      if (reader === undefined || found) return;
      found = true;
      stop();
      resolve(reader);
    });
    if (found) stop();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
