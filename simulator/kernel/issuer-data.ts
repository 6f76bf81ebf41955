import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";

/** The issuer's data objects, as GET DATA of the issuer security domain gives them (card-facts 1.6). */
export interface IssuerData {
  /**
   * The octets that answer GET DATA for this tag: bare values as measured on the card. Undefined when the
   * issuer gave the card no such object. (`0066` is the security domain's own.)
   */
  get(tag: number): Uint8Array | undefined;
}

/** Tags of the issuer's data objects. */
export const ISSUER_TAG = {
  /** Issuer identification number, here a key id of 16 octets. */
  issuerId: 0x0042,
  /** Card identification number: the card id that keys are derived from. */
  cardId: 0x0045,
  /** Municipality that issued the card, five ASCII digits. */
  municipality: 0x00f0,
  /** Expiry, `YYYYMMDD` in ASCII. */
  expiry: 0x00f2,
  intermediateKeyId: 0x00f7,
  upperCertificate: 0x00f8,
  lowerCertificate: 0x7f21,
  /** ATR of the contact interface without its TS: answers inside applications too. */
  contactAtr: 0x5f51,
} as const;

/**
 * Answers `00 CA` with what `data` has: 6A88 for what is absent, 6700 when the object is longer than Le (card-facts 1.7:
 * a client then asks again with an extended Le).
 */
export function answerGetData(data: IssuerData, command: CommandApdu): Uint8Array {
  const value = data.get((command.p1 << 8) | command.p2);
  if (value === undefined) return status(SW.REFERENCE_NOT_FOUND);
  if (command.data.length > 0 || value.length > (command.le ?? 0)) return status(SW.WRONG_LENGTH);
  return respond(value);
}
