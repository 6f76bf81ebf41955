import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { TEXT_INPUT_AID } from "#card/myna/aids.js";
import { TEXT_EF as EF } from "#card/myna/text-files.js";
import { FileApplication, type FileApplicationParts } from "../../files/file-application.js";
import type { FileIssuer } from "../../files/file-memory.js";
import { type EfSpec, FOUR_DIGITS, fixedDigits, type SecretEf } from "../../files/file-spec.js";
import type { CardApplication } from "../../kernel/application.js";
import type { CardPersonalisation } from "../../people/person.js";
import { COMPUTE_SIGNATURE, signWithDefaultKey } from "../default-signature.js";
import { keyOctets, readKey } from "../key-octets.js";
import { CardSession, CLA_AUTHENTICATED, CLA_PROTECTED, INS_SET_SESSION_KEY } from "./card-session.js";
import { textContent } from "./content.js";

const PIN: SecretEf = { kind: "secret", id: EF.pin, tries: 3, change: "reference-data", format: FOUR_DIGITS };

/** Blocked from issue on every card examined; what it would open is not known. */
const BLOCKED: SecretEf = { kind: "secret", id: EF.blocked, tries: 3, change: "never", format: fixedDigits(4) };

const CODE_A: SecretEf = { kind: "secret", id: EF.codeA, tries: 10, change: "never", format: fixedDigits(12) };
const CODE_B: SecretEf = { kind: "secret", id: EF.codeB, tries: 10, change: "never", format: fixedDigits(14) };

/** The private half of EF 0006. Ours: where the card keeps it is not published, and no command names it. */
const SESSION_KEY_ID = 0x10;

const ANY = [EF.pin, EF.codeA, EF.codeB];

/** The files of 券面事項入力補助AP and who may read them (card-facts 1.5). */
export const TEXT_FILES: readonly EfSpec[] = [
  { kind: "transparent", id: EF.number, read: [EF.pin, EF.codeA] },
  { kind: "transparent", id: EF.attributes, read: [EF.pin, EF.codeB] },
  { kind: "transparent", id: EF.integrity, read: ANY },
  { kind: "transparent", id: EF.certificate, read: "free" },
  { kind: "transparent", id: EF.applicationInfo, read: "free" },
  { kind: "transparent", id: EF.sessionKey, read: ANY },
  { kind: "transparent", id: EF.signedKey, read: ANY },
  { kind: "transparent", id: EF.unknown0008, read: ANY },
  { kind: "key", id: SESSION_KEY_ID, use: "never" },
  PIN,
  BLOCKED,
  { kind: "key", id: EF.cardKey, use: "free" },
  CODE_A,
  CODE_B,
  { kind: "reserved", id: 0x1c },
  { kind: "reserved", id: 0x1e },
];

/** Writes a person's files, inside the transaction of issuance. */
export function issueText(issuer: FileIssuer, card: CardPersonalisation): void {
  const content = textContent(card);
  issuer.content(EF.number, content.number);
  issuer.content(EF.attributes, content.attributes);
  issuer.content(EF.integrity, content.integrity);
  issuer.content(EF.certificate, content.certificate);
  issuer.content(EF.applicationInfo, content.applicationInfo);
  issuer.content(EF.sessionKey, content.sessionKey);
  issuer.content(EF.signedKey, content.signedKey);
  issuer.content(EF.unknown0008, content.unknown0008);
  issuer.content(SESSION_KEY_ID, keyOctets(card.text.sessionKey));
  issuer.secret(PIN, content.pin);
  issuer.secret(BLOCKED, "0000", 0);
  issuer.content(EF.cardKey, keyOctets(card.text.cardKey));
  issuer.secret(CODE_A, content.codeA);
  issuer.secret(CODE_B, content.codeB);
}

/** 券面事項入力補助AP: 個人番号 and 基本4情報 as text, and the only application of the card with secure messaging. */
export class TextApplication implements CardApplication {
  readonly aid = TEXT_INPUT_AID;
  readonly #files: FileApplication;
  readonly #session: CardSession;

  constructor(parts: Pick<FileApplicationParts, "memory" | "random" | "issuerData">) {
    this.#files = new FileApplication({
      ...parts,
      aid: TEXT_INPUT_AID,
      files: TEXT_FILES,
      commands: new Map([[COMPUTE_SIGNATURE, signWithDefaultKey(EF.cardKey)]]),
    });
    this.#session = new CardSession({
      process: (command) => this.#files.process(command),
      pinVerified: () => this.#files.isOpen(EF.pin),
      sessionKey: () => readKey(parts.memory.content(SESSION_KEY_ID)!),
    });
  }

  select(command: CommandApdu): Uint8Array {
    this.#session.forget();
    return this.#files.select(command);
  }

  deselect(): void {
    this.#session.forget();
    this.#files.deselect();
  }

  process(command: CommandApdu): Uint8Array {
    const { cla, ins } = command;
    if (cla === CLA_PROTECTED || cla === CLA_AUTHENTICATED) return this.#session.process(command);
    if (cla === 0x80 && ins === INS_SET_SESSION_KEY) return this.#session.setSessionKey(command);
    return this.#files.process(command);
  }
}
