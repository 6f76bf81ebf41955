import { ascii } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { COMMON_AID, JPKI_AID, JUKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "#card/myna/aids.js";
import { eraBirth } from "#card/myna/calendar.js";
import { COMMON_EF } from "#card/myna/common-files.js";
import { JPKI_EF } from "#card/myna/jpki-files.js";
import { TEXT_EF } from "#card/myna/text-files.js";
import { verificationCodeA, verificationCodeB } from "#card/myna/verification-codes.js";
import { VISUAL_EF } from "#card/myna/visual-files.js";
import type { CardPersonalisation } from "../people/person.js";

/** One of the issuer's secrets on a card (card-facts 1.3 to 1.6), with what opens it and what does not. */
export interface IssuerPin {
  readonly name: string;
  readonly aid: Uint8Array;
  /** Short identifier of its EF. */
  readonly id: number;
  readonly tries: number;
  readonly right: string;
  /** Of the right form, but another. */
  readonly wrong: string;
  /** Another secret of the right form; absent when it cannot be changed. */
  readonly next?: string;
  /** CHANGE REFERENCE DATA, or JICSAP CHANGE KEY. */
  readonly change?: "reference-data" | "key";
}

const other = (digits: string): string => digits.replace(/[0-9]$/, (last) => String((Number(last) + 1) % 10));

/** Every secret with a counter that this person's My Number card is issued with. */
export function issuerPins(person: CardPersonalisation): readonly IssuerPin[] {
  const { pins, resident, expiry, securityCode } = person;
  const codeA = verificationCodeA(resident.individualNumber);
  const codeB = verificationCodeB(resident.birth, expiry, securityCode);
  const holder = (
    name: string,
    aid: Uint8Array,
    id: number,
    right: string,
    change: "reference-data" | "key",
  ): IssuerPin => ({ name, aid, id, tries: 3, right, wrong: other(right), next: other(other(right)), change });
  const code = (name: string, aid: Uint8Array, id: number, right: string): IssuerPin => ({
    name,
    aid,
    id,
    tries: 10,
    right,
    wrong: other(right),
  });
  const { sign } = pins;
  return [
    holder("JPKI auth", JPKI_AID, JPKI_EF.authPin, pins.auth, "reference-data"),
    ...(sign === undefined
      ? []
      : [{ ...holder("JPKI sign", JPKI_AID, JPKI_EF.signPassword, sign, "reference-data"), ...signWords(sign) }]),
    holder("text input", TEXT_INPUT_AID, TEXT_EF.pin, pins.text, "reference-data"),
    holder("Juki", JUKI_AID, COMMON_EF.pin, pins.juki, "key"),
    holder("common", COMMON_AID, COMMON_EF.pin, pins.common, "key"),
    code("text input code A", TEXT_INPUT_AID, TEXT_EF.codeA, codeA),
    code("text input code B", TEXT_INPUT_AID, TEXT_EF.codeB, codeB),
    code("visual birthday", VISUAL_AID, VISUAL_EF.birthKey, eraBirth(resident.birth)),
    code("visual code A", VISUAL_AID, VISUAL_EF.codeA, codeA),
    code("visual code B", VISUAL_AID, VISUAL_EF.codeB, codeB),
  ];
}

/** The signature password has letters too. */
function signWords(sign: string) {
  return { tries: 5, wrong: sign === "WRONG1" ? "WRONG2" : "WRONG1", next: sign === "NEXT01" ? "NEXT02" : "NEXT01" };
}

export const selectPin = ({ aid }: IssuerPin): Uint8Array => new CommandApdu(0x00, 0xa4, 0x04, 0x0c, aid).encode();

/** VERIFY; without a value the question about the tries left, which costs none. */
export function verifyIssuerPin({ id }: IssuerPin, value?: string): Uint8Array {
  return new CommandApdu(0x00, 0x20, 0x00, 0x80 | id, value === undefined ? undefined : ascii(value)).encode();
}

/** The command that replaces a verified secret. Only for one that has a `change`. */
export function changeIssuerPin({ id, change }: IssuerPin, value: string): Uint8Array {
  const [cla, ins, p1] = change === "key" ? ([0x80, 0x32, 0x00] as const) : ([0x00, 0x24, 0x01] as const);
  return new CommandApdu(cla, ins, p1, 0x80 | id, ascii(value)).encode();
}
