import { createPrivateKey } from "node:crypto";
import { ascii, concat, fromHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import type { AreaSetting, ChannelKeys } from "#card/region/card-driver.js";
import { type AreaMaster, deriveAreaKeys, deriveServiceKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppPackage } from "#card/region/package.js";
import { usualContent } from "#card/region/usual-content.js";
import type { CardPins } from "../people/person.js";

/** PKCS #8 wrapping of an Ed25519 private key (RFC 8410, 7): the 32 octets of the seed follow. */
const ED25519_PKCS8 = fromHex("302E020100300506032B657004220420");
const MUNICIPALITY = "13101";

/**
 * Everything that authority over a card hangs on: masters, issuer keys, PINs. Two keyholders of the same names and other secrets
 * bring two cards on which the same commands mean the same, and of which nothing that opens one opens the other.
 */
export class Keyholder {
  readonly pins: CardPins;
  readonly applicationPin: string;
  readonly package: CardAppPackage;
  readonly #seed: string;
  readonly #setting: AreaMaster;

  constructor(seed: string, pins: CardPins, applicationPin: string) {
    this.#seed = seed;
    this.pins = pins;
    this.applicationPin = applicationPin;
    this.#setting = { keyId: "FUZZ", generation: 1, master: this.#secret("setting", MASTER_LENGTH) };
    const der = concat(ED25519_PKCS8, this.#secret("package", 32));
    this.package = buildPackage(
      usualContent(MUNICIPALITY, 1, {
        pin: { tries: 3, minLength: 4, maxLength: 8 },
        files: [
          { id: 1, records: 2, recordSize: 40, access: { read: "system", update: "system" } },
          { id: 2, records: 1, recordSize: 100, access: { read: "pin", update: "pin" } },
        ],
      }),
      createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }),
    );
  }

  #secret(use: string, length: number): Uint8Array {
    return seededRandom(`${this.#seed}/${use}`).bytes(length);
  }

  get settingMaster(): AreaMaster {
    return this.#setting;
  }

  get issuerKeys(): ChannelKeys {
    const [enc, mac, dek] = ["enc", "mac", "dek"].map((part) => this.#secret(`issuer/${part}`, 16));
    return { version: 1, enc: enc!, mac: mac!, dek: dek! };
  }

  /** `of` 1 is who sets the area, 2 who takes it over. */
  areaSetting(of: 1 | 2): AreaSetting {
    return { municipality: of === 1 ? MUNICIPALITY : "13102", keyId: `AREA${of}`, generation: of, setBy: "fuzz 1.0.0" };
  }

  settingKeys(cardId: Uint8Array, keyLength: 16 | 24 | 32): ChannelKeys {
    return deriveAreaKeys(this.#setting, cardId, "setting", keyLength);
  }

  areaKeys(of: 1 | 2, cardId: Uint8Array, keyLength: 16 | 24 | 32): ChannelKeys {
    const { keyId, generation } = this.areaSetting(of);
    const master = this.#secret(`area/${of}`, MASTER_LENGTH);
    return deriveAreaKeys({ keyId, generation, master }, cardId, "area", keyLength);
  }

  serviceKeys(cardId: Uint8Array): ChannelKeys {
    return deriveServiceKeys(this.#secret("service", MASTER_LENGTH), 1, this.package.aid, cardId);
  }

  readonly firstRecords = [
    { file: 1, record: 1, data: ascii("first") },
    { file: 2, record: 1, data: ascii("second") },
  ] as const;
}

/** Whom the fuzzed card belongs to: PINs that no ordinary test uses, so that no mutation of a known one meets them. */
export const TARGET_HOLDER = new Keyholder(
  "target",
  { auth: "8537", sign: "QZ83KW19XV", text: "9264", juki: "7391", common: "6148" },
  "85937164",
);
/** Whose card the corpus is recorded on. */
export const TWIN_HOLDER = new Keyholder(
  "twin",
  { auth: "1234", sign: "ABC123", text: "1234", juki: "1234", common: "1234" },
  "1234",
);
