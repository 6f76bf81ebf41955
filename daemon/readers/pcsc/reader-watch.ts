/** State bits of PC/SC part 5 (SCARD_STATE_*). */
const UNKNOWN = 0x0004;
const UNAVAILABLE = 0x0008;
const PRESENT = 0x0020;
const MUTE = 0x0200;

export type CardChange =
  | { readonly change: "removed" }
  | { readonly change: "inserted"; readonly count: number; readonly atr: Buffer | undefined };

/**
 * Turns the states that PC/SC reports for one reader into insertions and removals. The upper half of a state counts the
 * cards that came and went, so a card that was exchanged between two reports is seen although it is "present" in both.
 */
export class ReaderWatch {
  #card: "empty" | "present" | "mute" = "empty";
  #count: number | undefined;

  /** What this state changes; several steps when a card was exchanged unseen. */
  next(state: number, atr: Buffer | undefined): readonly CardChange[] {
    if ((state & (UNKNOWN | UNAVAILABLE)) !== 0) return [];
    const answer = atr === undefined || atr.length === 0 ? undefined : atr;
    const card = (state & PRESENT) === 0 ? "empty" : (state & MUTE) !== 0 || answer === undefined ? "mute" : "present";
    const count = state >>> 16;
    const same = card === this.#card && (card === "empty" || count === this.#count);
    const before = this.#card;
    this.#card = card;
    this.#count = count;
    if (same) return [];
    const changes: CardChange[] = before === "empty" ? [] : [{ change: "removed" }];
    if (card !== "empty") changes.push({ change: "inserted", count, atr: card === "mute" ? undefined : answer });
    return changes;
  }
}
