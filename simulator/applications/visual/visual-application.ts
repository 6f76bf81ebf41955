import { status } from "#card/iso7816/response-apdu.js";
import { VISUAL_AID } from "#card/myna/aids.js";
import { VISUAL_EF as EF } from "#card/myna/visual-files.js";
import { FileApplication, type FileApplicationParts } from "../../files/file-application.js";
import type { FileIssuer } from "../../files/file-memory.js";
import { type EfSpec, fixedDigits, type SecretEf } from "../../files/file-spec.js";
import type { CardPersonalisation } from "../../people/person.js";
import { COMPUTE_SIGNATURE, signWithDefaultKey } from "../default-signature.js";
import { keyOctets } from "../key-octets.js";
import { visualContent } from "./content.js";

const SET_SESSION_KEY = 0x80ae;

/** No secure messaging is set up in this application: a status word of this card alone (card-facts 1.5). */
const NO_SECURITY_ENVIRONMENT = 0x66f1;

function code(id: number, digits: number): SecretEf {
  return { kind: "secret", id, tries: 10, change: "never", format: fixedDigits(digits) };
}

const BIRTH_KEY = code(EF.birthKey, 6);
const CODE_B = code(EF.codeB, 14);
const CODE_A = code(EF.codeA, 12);

const A_OR_B = [EF.codeA, EF.codeB];

/** The files of 券面事項確認AP and who may read them (card-facts 1.4). */
export const VISUAL_FILES: readonly EfSpec[] = [
  { kind: "transparent", id: EF.ageRecord, read: [EF.birthKey] },
  { kind: "transparent", id: EF.cardFace, read: A_OR_B },
  { kind: "transparent", id: EF.applicationInfo, read: "free" },
  { kind: "transparent", id: EF.certificate, read: "free" },
  { kind: "transparent", id: EF.numberImage, read: [EF.codeA] },
  { kind: "transparent", id: EF.unknown0006, read: A_OR_B },
  BIRTH_KEY,
  CODE_B,
  CODE_A,
  { kind: "reserved", id: 0x14 },
  { kind: "reserved", id: 0x15 },
  { kind: "key", id: EF.cardKey, use: "free" },
  { kind: "reserved", id: 0x1c },
  { kind: "reserved", id: 0x1e },
];

/** Writes a person's files, inside the transaction of issuance. */
export function issueVisual(issuer: FileIssuer, card: CardPersonalisation): void {
  const content = visualContent(card);
  issuer.content(EF.ageRecord, content.ageRecord);
  issuer.content(EF.cardFace, content.cardFace);
  issuer.content(EF.applicationInfo, content.applicationInfo);
  issuer.content(EF.certificate, content.certificate);
  issuer.content(EF.numberImage, content.numberImage);
  issuer.content(EF.unknown0006, content.unknown0006);
  issuer.secret(BIRTH_KEY, content.birthKey);
  issuer.secret(CODE_B, content.codeB);
  issuer.secret(CODE_A, content.codeA);
  issuer.content(EF.cardKey, keyOctets(card.visual.cardKey));
}

/** 券面事項確認AP: what is printed on the card, for those who know a part of it already. */
export function visualApplication(
  parts: Pick<FileApplicationParts, "memory" | "random" | "issuerData">,
): FileApplication {
  return new FileApplication({
    ...parts,
    aid: VISUAL_AID,
    files: VISUAL_FILES,
    commands: new Map([
      [COMPUTE_SIGNATURE, signWithDefaultKey(EF.cardKey)],
      [SET_SESSION_KEY, () => status(NO_SECURITY_ENVIRONMENT)],
    ]),
  });
}
