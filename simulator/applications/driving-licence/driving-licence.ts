import { ascii, equal, fromHex, startsWith } from "#card/bytes/bytes.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import { DRIVING_LICENCE_AID } from "#card/myna/aids.js";
import { filled } from "#card/myna/template.js";
import type { CardApplicationFactory } from "../../content-management/application-runtime.js";
import { FileApplication } from "../../files/file-application.js";
import { FileIssuer, FileMemory } from "../../files/file-memory.js";
import { type EfSpec, FOUR_DIGITS, type SecretEf } from "../../files/file-spec.js";
import type { TenantSetup } from "../../globalplatform/setup.js";

/** Load file and module as registered on a card; neither can be selected (card-facts 1.2). */
const LOAD_FILE_AID = fromHex("A0000002310400000000000000000000");
const MODULE_AID = fromHex("A0000002310500000000000000000000");

/** Sizes of code and licence data (ours: AS-TENANT-01). */
const CODE_OCTETS = 8192;
const DATA_OCTETS = 2048;
const SIGNATURE_OCTETS = 256;
/** The current EF and whether the PIN was right. */
const VOLATILE_OCTETS = 8;

const EF = { pin: 0x06, pinSetting: 0x1a, licence: 0x1b, signature: 0x1c } as const;
const PIN: SecretEf = { kind: "secret", id: EF.pin, tries: 10, change: "never", format: FOUR_DIGITS };
const TEST_PIN = "1234";
const TEST_EXPIRY = "20300401";

const FILES: readonly EfSpec[] = [
  PIN,
  { kind: "transparent", id: EF.pinSetting, read: "free" },
  { kind: "transparent", id: EF.licence, read: [EF.pin] },
  { kind: "transparent", id: EF.signature, read: [EF.pin] },
];

const MAGIC = ascii("MADOGUCHI driving licence");
/** Stands for the code, which is not public: what counts is the room that it takes. */
const LOAD_FILE = filled(MAGIC, CODE_OCTETS);

/** マイナ免許証 (card-facts 1.6): the one tenant of the free area that is publicly known. Its load file is recognised by its first octets. */
export const drivingLicenceFactory: CardApplicationFactory = {
  recognise: (loadFile) => startsWith(loadFile, MAGIC),
  validate: (loadFile) => (equal(loadFile, LOAD_FILE) ? SW.OK : SW.WRONG_DATA),
  describe: () => ({ loadFileAid: LOAD_FILE_AID, modules: [MODULE_AID] }),
  volatileSize: () => VOLATILE_OCTETS,
  create({ owner }, write) {
    const issuer = new FileIssuer(write, owner);
    issuer.secret(PIN, TEST_PIN);
    issuer.content(EF.pinSetting, tlv(0xc1, Uint8Array.of(0x01)));
    // JIS X 0201 has the digits where ASCII has them.
    issuer.content(EF.licence, filled(tlv(0xc5, ascii(TEST_EXPIRY)), DATA_OCTETS));
    issuer.content(EF.signature, new Uint8Array(SIGNATURE_OCTETS).fill(0xff));
  },
  instantiate: ({ aid, nvm, owner, random }) =>
    new FileApplication({ aid, files: FILES, memory: new FileMemory(nvm, owner), random }),
  personalise: () => SW.CONDITIONS,
};

/** The application as it stands on a card before the municipality sees it. */
export const drivingLicence: TenantSetup = {
  loadFileAid: LOAD_FILE_AID,
  moduleAid: MODULE_AID,
  aid: DRIVING_LICENCE_AID,
  loadFile: LOAD_FILE,
};
