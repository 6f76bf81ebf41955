/** What a failed PC/SC call means to us. `unclear`: the card did not answer or is gone; only the reader's next state tells which. */
export type PcscFailure =
  | "service-down"
  | "unknown"
  | "no-card"
  | "card-removed"
  | "mute-card"
  | "sharing-violation"
  | "apdu-too-long"
  | "unclear";

/** PC/SC part 5 return codes (pcsclite.h, winscard.h); those that are not here say nothing about the card. */
const FAILURES: ReadonlyMap<number, PcscFailure> = new Map([
  [0x80100008, "apdu-too-long"], // SCARD_E_INSUFFICIENT_BUFFER
  [0x80100009, "unknown"], // SCARD_E_UNKNOWN_READER
  [0x8010000b, "sharing-violation"], // SCARD_E_SHARING_VIOLATION
  [0x8010000c, "no-card"], // SCARD_E_NO_SMARTCARD
  [0x8010000f, "mute-card"], // SCARD_E_PROTO_MISMATCH: no protocol in the ATR that the reader speaks
  [0x80100010, "card-removed"], // SCARD_E_NOT_READY
  [0x80100013, "unclear"], // SCARD_F_COMM_ERROR
  [0x80100016, "unclear"], // SCARD_E_NOT_TRANSACTED
  [0x80100017, "unknown"], // SCARD_E_READER_UNAVAILABLE
  [0x8010002e, "unknown"], // SCARD_E_NO_READERS_AVAILABLE
  [0x8010002f, "unclear"], // SCARD_E_COMM_DATA_LOST
  [0x80100065, "mute-card"], // SCARD_W_UNSUPPORTED_CARD
  [0x80100066, "mute-card"], // SCARD_W_UNRESPONSIVE_CARD
  [0x80100067, "unclear"], // SCARD_W_UNPOWERED_CARD
  [0x80100068, "card-removed"], // SCARD_W_RESET_CARD: nobody may reset a card that we hold, so it was out
  [0x80100069, "card-removed"], // SCARD_W_REMOVED_CARD
]);

/** Reads the return code that pcsclite puts at the end of its error texts; it has no other way to tell. */
export function pcscFailure(text: string): PcscFailure {
  const code = /\(0x([0-9a-f]{8})\)$/i.exec(text.trim())?.[1];
  if (code === undefined) return "service-down";
  return FAILURES.get(Number.parseInt(code, 16)) ?? "service-down";
}
