/**
 * What a card gives that answers at once and says nothing, not even a status word. It is this very object: any other answer without
 * octets is none at all, and the reader waits for it until its deadline.
 */
export const EMPTY_ANSWER: Uint8Array = new Uint8Array(0);

/** A card as the link to a reader sees it: power, reset, ATR and APDUs. Calls are synchronous: a card does one thing at a time. */
export interface VirtualCard {
  /** Answer to reset (ISO/IEC 7816-3, 8) of the powered interface. */
  readonly atr: Uint8Array;
  /** Cold reset: volatile state is gone, interrupted writes are recovered. Gives the ATR. */
  powerOn(): Uint8Array;
  powerOff(): void;
  /** Warm reset. Gives the ATR. */
  reset(): Uint8Array;
  /**
   * One command APDU in, one response APDU out, always with a well-formed status word.
   * Throws only `PowerLoss` (the card lost its power in the middle; it answers again after `powerOn`).
   */
  transmit(command: Uint8Array): Uint8Array;
  /**
   * Milliseconds that the last call of `transmit`, `powerOn` or `reset` took by the card's own account; none when absent.
   * The link lets them pass on its clock before the reader gets the answer.
   */
  readonly tookMs?: number;
}
