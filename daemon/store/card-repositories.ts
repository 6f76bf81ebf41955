import type { CardRecord, CardStatusRecord, PinTriesRecord, StatusFileRecord } from "./records.js";

/** What is known of cards, whoever holds them. */

export interface CardRepository {
  find(cardId: string): Promise<CardRecord | undefined>;
  save(card: CardRecord): Promise<void>;
}

export interface CardStatusRepository {
  find(cardId: string): Promise<CardStatusRecord | undefined>;
  findAll(cardIds: readonly string[]): Promise<readonly CardStatusRecord[]>;
  /** Takes down that a state which is known, of this sequence, was told once more. False when another one is known, or none; nothing is changed then. */
  confirm(state: CardStatusRecord): Promise<boolean>;
  /** Puts each in the place of what is there of the same card, but never in the place of a later sequence. */
  put(states: readonly CardStatusRecord[]): Promise<void>;
}

export interface CsFeedRepository {
  /** Sequence of the last change that was taken from the CS's feed; 0 when none was. */
  position(): Promise<number>;
  advance(sequence: number): Promise<void>;
}

/** Which status file came last: an older one is not taken any more. */
export interface StatusFileRepository {
  last(): Promise<StatusFileRecord | undefined>;
  save(file: StatusFileRecord): Promise<void>;
}

export interface PinTriesRepository {
  of(cardId: string, aid: string): Promise<PinTriesRecord | undefined>;
  save(tries: PinTriesRecord): Promise<void>;
  clear(cardId: string, aid: string): Promise<void>;
}
