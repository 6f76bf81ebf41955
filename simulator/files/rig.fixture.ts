import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { status } from "#card/iso7816/response-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { CardDirectory, fixedApplications } from "../kernel/card-directory.js";
import { Kernel } from "../kernel/kernel.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { FileApplication } from "./file-application.js";
import { FileIssuer, FileMemory } from "./file-memory.js";
import { type EfSpec, FOUR_DIGITS, fixedDigits, type SecretEf, SIGN_PASSWORD } from "./file-spec.js";

export const AID = fromHex("F0000000010203");
export const OTHER_AID = fromHex("F00000000102FF");
const OWNER = 9;

export const PIN: SecretEf = { kind: "secret", id: 0x18, tries: 3, change: "reference-data", format: FOUR_DIGITS };
const PASSWORD: SecretEf = { kind: "secret", id: 0x1b, tries: 5, change: "key", format: SIGN_PASSWORD };
const CODE: SecretEf = { kind: "secret", id: 0x13, tries: "unlimited", change: "never", format: fixedDigits(12) };
const BLOCKED: SecretEf = { kind: "secret", id: 0x12, tries: 3, change: "never", format: FOUR_DIGITS };

const FILES: readonly EfSpec[] = [
  { kind: "transparent", id: 0x01, read: "free" },
  { kind: "transparent", id: 0x02, read: [PIN.id, CODE.id] },
  { kind: "transparent", id: 0x09, read: "never" },
  { kind: "record", id: 0x03, read: "free" },
  { kind: "record", id: 0x04, read: [PIN.id] },
  { kind: "key", id: 0x17, use: [PIN.id] },
  PIN,
  PASSWORD,
  CODE,
  BLOCKED,
];

/** A card with two applications of files, and the APDUs in and out as hexadecimal text. */
export function fileRig(): { readonly nvm: FlatNvm; readonly card: Kernel; send(apdu: string): string } {
  const nvm = FlatNvm.format({ capacity: 4096, journal: 512 });
  nvm.transaction((write) => {
    const issuer = new FileIssuer(write, OWNER);
    issuer.content(
      0x01,
      Uint8Array.from({ length: 600 }, (_, i) => i),
    );
    issuer.content(0x02, ascii("SECRET"));
    issuer.content(0x09, ascii("NEVER"));
    issuer.record(0x03, 1, fromHex("0103414243"));
    issuer.record(0x03, 2, fromHex("0201FF"));
    issuer.record(0x04, 1, fromHex("010155"));
    issuer.content(0x17, fromHex("00"));
    issuer.secret(PIN, "1234");
    issuer.secret(PASSWORD, "ABC123");
    issuer.secret(CODE, "123456789012");
    issuer.secret(BLOCKED, "0000", 0);
  });
  const random = seededRandom("files");
  const issuerData = { get: (tag: number) => (tag === 0x5f51 ? fromHex("E000") : undefined) };
  const make = (aid: Uint8Array): FileApplication =>
    new FileApplication({ aid, files: FILES, memory: new FileMemory(nvm, OWNER), random, issuerData });
  const manager = {
    aid: fromHex("A000000151000000"),
    select: () => status(0x9000),
    process: () => status(0x6d00),
    deselect: () => undefined,
  };
  const sources = [fixedApplications(manager, make(AID), make(OTHER_AID))];
  const card = new Kernel({
    atr: fromHex("3BE000FF8131FE4514"),
    extendedLength: true,
    maxCommandData: 1024,
    directory: new CardDirectory(() => manager, sources),
    start: () => {
      nvm.device.restorePower();
      nvm.powerUp();
    },
  });
  card.powerOn();
  return { nvm, card, send: (apdu) => toHex(card.transmit(fromHex(apdu))) };
}
