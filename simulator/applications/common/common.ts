import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { COMMON_AID } from "#card/myna/aids.js";
import { COMMON_EF, encodeCardInfo } from "#card/myna/common-files.js";
import { sha256, sha256DigestInfo, signVerbatim } from "#card/myna/rsa.js";
import { FileApplication } from "../../files/file-application.js";
import { FileIssuer, FileMemory } from "../../files/file-memory.js";
import { type EfSpec, FOUR_DIGITS, type SecretEf } from "../../files/file-spec.js";
import { fixedApplications } from "../../kernel/card-directory.js";
import { type CardPart, OWNER } from "../card-part.js";
import { keyOctets } from "../key-octets.js";
import { PrivateKeys } from "../private-keys.js";

const PIN: SecretEf = { kind: "secret", id: COMMON_EF.pin, tries: 3, change: "key", format: FOUR_DIGITS };

const FILES: readonly EfSpec[] = [
  { kind: "record", id: COMMON_EF.cardInfo, read: "free" },
  { kind: "record", id: COMMON_EF.keyReference, read: "free" },
  { kind: "key", id: COMMON_EF.authenticationKey, use: "free" },
  PIN,
  { kind: "reserved", id: 0x001e },
];

/** No key delivery is configured here (card-facts 1.5). */
const NO_KEY_DELIVERY = 0x66f1;

/** 共通カードAP (card-facts 1.6): who the card is, and a key that answers without a PIN. */
export const commonPart: CardPart = {
  name: "common",

  issue(write, { serial, issuer: municipality, expiry, keyId, pins, authenticationKey }) {
    const issuer = new FileIssuer(write, OWNER.common);
    issuer.record(COMMON_EF.cardInfo, 1, encodeCardInfo({ serial, municipality, expiry }));
    issuer.record(COMMON_EF.keyReference, 1, keyId);
    issuer.content(COMMON_EF.authenticationKey, keyOctets(authenticationKey));
    issuer.secret(PIN, pins.common);
  },

  applications({ nvm, random, issuerData }) {
    const memory = new FileMemory(nvm, OWNER.common);
    const keys = new PrivateKeys(memory);
    const commands = new Map([
      [0x0088, (command: CommandApdu, application: FileApplication) => authenticate(command, application, keys)],
      [0x80ae, () => status(NO_KEY_DELIVERY)],
    ]);
    return fixedApplications(
      new FileApplication({ aid: COMMON_AID, files: FILES, memory, random, issuerData, commands }),
    );
  },
};

/** `00 88 00`: an ordinary sha256WithRSAEncryption signature over the challenge. */
function authenticate(command: CommandApdu, application: FileApplication, keys: PrivateKeys): Uint8Array {
  if (command.p1 !== 0x00) return status(SW.WRONG_P1P2);
  const file = application.referenced(command.p2);
  if (typeof file === "number") return status(file);
  if (file.kind !== "key") return status(SW.STRUCTURE_MISMATCH);
  if (command.data.length === 0 || (command.le ?? 0) < 256) return status(SW.WRONG_LENGTH);
  const key = keys.get(file.id);
  if (key === undefined) return status(SW.REFERENCE_NOT_FOUND);
  return respond(signVerbatim(key, sha256DigestInfo(sha256(command.data))));
}
