import { errorFamily } from "#card/errors/madoguchi-error.js";
import type { CardLink } from "./card-link.js";

export const readerErrors = errorFamily("reader", {
  "service-down": {
    en: {
      cause: "the PC/SC service does not answer",
      remedy: "Wait: the connection is made again by itself. If it stays, start pcscd and run the diagnosis.",
    },
    ja: {
      cause: "PC/SCサービスが応答しません",
      remedy: "自動的に再接続します。復旧しない場合はpcscdを起動し、診断を実行してください。",
    },
  },
  unknown: {
    en: {
      cause: "no such reader is attached",
      remedy: "Check the reader's cable and choose one of the listed readers.",
    },
    ja: { cause: "指定されたリーダは接続されていません", remedy: "リーダの接続を確認し、一覧から選び直してください。" },
  },
  "no-card": {
    en: { cause: "there is no card in the reader", remedy: "Put the card on the reader." },
    ja: { cause: "リーダにカードがありません", remedy: "カードをリーダに置いてください。" },
  },
  "card-removed": {
    en: {
      cause: "the card was taken away during the operation",
      remedy: "Put the same card back: the operation is finished or undone.",
    },
    ja: {
      cause: "処理の途中でカードが取り除かれました",
      remedy: "同じカードを戻してください。処理の続行または取消しを行います。",
    },
  },
  "mute-card": {
    en: { cause: "the card does not answer", remedy: "Clean the contacts, put the card in again, try another reader." },
    ja: { cause: "カードが応答しません", remedy: "端子を清掃して入れ直すか、別のリーダで試してください。" },
  },
  "sharing-violation": {
    en: {
      cause: "another program holds the card",
      remedy: "Close the other program that uses the reader and try again.",
    },
    ja: {
      cause: "別のプログラムがカードを使用中です",
      remedy: "リーダを使用している別のプログラムを終了し、やり直してください。",
    },
  },
  deadline: {
    en: {
      cause: "the card did not answer in time",
      remedy: "Put the card in again. If it comes back, the reader or the card is faulty: run the diagnosis.",
    },
    ja: {
      cause: "カードが制限時間内に応答しませんでした",
      remedy: "カードを入れ直してください。繰り返す場合は障害切り分けを実行してください。",
    },
  },
  "too-slow": {
    en: {
      cause: "the card answers, but the whole operation took it too long",
      remedy:
        "Put the card in again, on another reader if there is one: what was begun is finished or undone. If it stays, run the diagnosis.",
    },
    ja: {
      cause: "カードは応答しますが、処理全体の制限時間を超えました",
      remedy:
        "カードを入れ直すか、別のリーダを使ってください。途中の処理は続行または取り消します。続く場合は障害切り分けを実行してください。",
    },
  },
  released: {
    en: {
      cause: "the card was given back: the hold on it has ended",
      remedy: "Send commands to a held card only while its callback runs.",
    },
    ja: {
      cause: "カードの占有は終了しています",
      remedy: "カードへのコマンドは、占有中のコールバックの実行中にのみ送ってください。",
    },
  },
  "apdu-too-long": {
    en: { cause: "the APDU is longer than the reader can carry", remedy: "Split the data into smaller commands." },
    ja: { cause: "APDUがリーダの扱える長さを超えています", remedy: "データを分割して送ってください。" },
  },
});

/** `down`: the PC/SC service (or the agent) cannot be reached; its readers are unknown until it is `up` again. */
export type ReaderServiceState = "up" | "down";

/** One reader slot as it is now. */
export interface ReaderInfo {
  /** Stable while the reader stays attached; this, not the name, addresses a reader. */
  readonly id: string;
  /** The name that the reader's driver gives. */
  readonly name: string;
  /** `empty`: no card. `present`: a powered card with an ATR. `mute`: a card that gives no ATR. */
  readonly card: "empty" | "present" | "mute";
  readonly atr?: Uint8Array;
  /** Grows by one with each insertion, so that a card that was pulled and put back is not taken for one that stayed. */
  readonly insertion: number;
}

/**
 * What happened at the readers, as it happened. Events never carry an error: a stopped service is a state.
 * `service down` stands for all its readers: none of them is reported one by one, and each is attached anew after `service up`.
 * A reader is attached empty; `card-inserted` follows when there is a card in it. The card leaves before its reader does.
 */
export type ReaderEvent =
  | { readonly type: "service"; readonly state: "up" }
  | { readonly type: "service"; readonly state: "down"; readonly reason: string }
  | { readonly type: "reader-attached"; readonly reader: ReaderInfo }
  | { readonly type: "reader-detached"; readonly reader: ReaderInfo }
  | { readonly type: "card-inserted"; readonly reader: ReaderInfo }
  | { readonly type: "card-removed"; readonly reader: ReaderInfo };

export interface CardUse {
  /** Time that one APDU may take, in milliseconds; the backend's default when absent. */
  readonly deadlineMs?: number;
  /**
   * Time that the card may take for all its answers together, in milliseconds; no bound when absent. Once it is used up no further
   * command is sent, and the hold ends with `reader.too-slow`. What the caller does between two commands does not count.
   */
  readonly budgetMs?: number;
  /** The insertion that the caller means; `reader.card-removed` when it has ended, even if the same card was put back. */
  readonly insertion?: number;
}

/**
 * A card held exclusively for the length of one callback. The first failure ends the hold: every later command fails with the same error.
 * Commands of fewer than four octets (`apdu.too-short`) and over-long ones are refused before they are sent, and end nothing.
 */
export interface HeldCard extends CardLink {
  readonly atr: Uint8Array;
  readonly insertion: number;
}

/**
 * Readers, wherever they are: PC/SC, in process, or lent by an agent. One contract test runs against every backend.
 * All failures are `reader.*` errors.
 */
export interface ReaderBackend {
  readonly kind: "pcsc" | "memory" | "agent";
  readonly service: ReaderServiceState;
  /** Resolves when the first state is known, be it `down`; the readers and cards that are there are listed by then. */
  start(): Promise<void>;
  /** Ends monitoring and every process it started; nothing is left behind. */
  stop(): Promise<void>;
  readers(): readonly ReaderInfo[];
  /** Calls the listener with every event from now on; gives the function that ends it. */
  subscribe(listener: (event: ReaderEvent) => void): () => void;
  /**
   * Holds the card in this reader exclusively while `use` runs; calls for one reader queue in order of arrival.
   * The card is reset when `use` ends, so that no security status outlives it. Cannot be leaked: the held card is dead afterwards.
   */
  withCard<T>(readerId: string, options: CardUse, use: (card: HeldCard) => Promise<T>): Promise<T>;
}
