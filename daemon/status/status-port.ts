import type { OperationState } from "../store/records.js";

/** What is known of a card's operation state, and how it is known. */
export interface CardStatus {
  readonly cardId: string;
  readonly state: OperationState;
  /** `live`: the CS said so just now. `cache`: it could not be asked, and its last answer is young enough. `none`: neither. */
  readonly source: "live" | "cache" | "none";
  /** When the CS answered, milliseconds since 1970; absent for `none`. */
  readonly askedAt?: number;
}

/** Card operation status (カード運用状態) from the Juki-net CS. */
export interface CardStatusPort {
  /**
   * Asks the CS. When it cannot be reached, an answer no older than `maxAgeMs` (default 0: none) stands in;
   * otherwise the state is `unknown` (R-STATE-06, A-04). Never throws.
   */
  ask(cardId: string, options?: { readonly maxAgeMs?: number }): Promise<CardStatus>;
}
