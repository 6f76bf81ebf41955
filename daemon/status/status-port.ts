import type { PinChannel } from "../pin/effective-limit.js";
import type { OperationState, StatusSource } from "../store/records.js";

/** What is known of a card's operation state, and how it is known. */
export interface CardStatus {
  readonly cardId: string;
  readonly state: OperationState;
  /** `live`: the CS said so just now. `cache`: it could not be asked, and what is known is young enough. `none`: neither. */
  readonly source: "live" | "cache" | "none";
  /** The moment that the state is of, milliseconds since 1970; absent for `none`. */
  readonly asOf?: number;
  /** For `cache`: how it was learnt. */
  readonly learnt?: StatusSource;
}

/** What a card is to be used for: a write at the counter, or a service through one of its channels. */
export type StatusUse = "load" | PinChannel;

/** The oldest state that stands in when the CS cannot be asked, in milliseconds; a use that is not named takes none. */
export type CachedAges = Readonly<Partial<Record<StatusUse, number>>>;

/** A card's state is known to be another one from now on. */
export type StatusListener = (status: Pick<CardStatus, "cardId" | "state">) => void;

/** Card operation status (カード運用状態) from the Juki-net CS. */
export interface CardStatusPort {
  /**
   * Asks the CS. When that gives no answer, what is known stands in if it is young enough for the use; without a use, and by default,
   * nothing is, and the state is `unknown` (R-STATE-06, A-04). Never throws.
   */
  ask(cardId: string, use?: StatusUse): Promise<CardStatus>;
  /** Called for each change that becomes known, in whichever way, until the returned function is called. */
  onChange(listener: StatusListener): () => void;
}
