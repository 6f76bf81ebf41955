import { createPrivateKey, type KeyObject } from "node:crypto";
import { concat, fromHex } from "#card/bytes/bytes.js";
import { cardAppAid, cardAppLoadFileAid } from "#card/region/aids.js";
import type { AreaSetting, ChannelKeys } from "#card/region/card-driver.js";
import { type AreaMaster, deriveAreaKeys, deriveServiceKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import { neededSpace } from "#card/region/needed-space.js";
import type { AccessRule, CardAppPackage, PackageFile } from "#card/region/package.js";
import { PUBLIC_SETTING_MASTER } from "../card/content-management.js";
import { Dice } from "./dice.js";
import { octetsOf, type SweepCard, seedOf } from "./sweep-card.js";

/** One application of the sweep with all that its business system knows. */
export interface SweptApplication {
  readonly pkg: CardAppPackage;
  readonly serviceKeys: ChannelKeys;
  readonly pin: string;
  readonly nextPin: string;
  readonly wrongPin: string;
  readonly records: readonly { readonly file: number; readonly record: number; readonly data: Uint8Array }[];
}

/** What a seed makes of one card: keys, packages, PINs and records. */
export interface Materials {
  readonly settingKeys: ChannelKeys;
  /** Who sets the area, and who takes it over later. */
  readonly first: { readonly setting: AreaSetting; readonly keys: ChannelKeys };
  readonly second: { readonly setting: AreaSetting; readonly keys: ChannelKeys };
  /** The first municipality's application, what lies beside it, and the second one's. */
  readonly own: SweptApplication;
  readonly neighbour: SweptApplication;
  /** Loaded before the others and, when the lot falls so, gone when they come: its octets are a gap to fill. */
  readonly filler: SweptApplication;
  readonly fillerGoes: boolean;
  readonly successor: SweptApplication;
  /** Three for a card that has to move what it holds. As small as an application can be: its going leaves a gap. */
  readonly pebble: SweptApplication;
  /** Behind the gap. Its file is longer than the gap, so that moving it overwrites what it is moved from. */
  readonly boulder: SweptApplication;
  /**
   * Its file is longer than the gap, and than what is behind on a card that just holds it: it fits where free octets have been joined,
   * and nowhere else.
   */
  readonly bulky: SweptApplication;
}

/** PKCS #8 of an Ed25519 key (RFC 8410, 7), to be followed by its 32 octets. */
const ED25519 = fromHex("302E020100300506032B657004220420");

export function signingKey(seed: string): KeyObject {
  return createPrivateKey({
    key: Buffer.from(concat(ED25519, octetsOf(seed, 32))),
    format: "der",
    type: "pkcs8",
  });
}

const FIRST = "13101";
const SECOND = "13102";

/** Everything that the operations of one card need, from the seed alone. */
export function materialsOf(seed: string, { driver, cardId }: Pick<SweepCard, "driver" | "cardId">): Materials {
  const id = fromHex(cardId);
  const party = (municipality: string, generation: number) => {
    const keyId = `K-${municipality}`;
    const master: AreaMaster = { keyId, generation, master: octetsOf(seedOf(seed, keyId), MASTER_LENGTH) };
    return {
      setting: { municipality, keyId, generation, setBy: "Madoguchi 7.2.1" },
      keys: deriveAreaKeys(master, id, "area", driver.keyLength),
    };
  };
  const application = (municipality: string, service: number, shape?: Shape) =>
    applicationOf(seedOf(seed, municipality, service), { municipality, service, cardId: id }, shape);
  const pebble = application(FIRST, 4, oneFile(1));
  const gap = neededSpace(pebble.pkg, driver.dialect);
  const lot = new Dice(seedOf(seed, "layout"));
  const fillerGoes = lot.below(4) !== 0;
  return {
    settingKeys: deriveAreaKeys(PUBLIC_SETTING_MASTER, id, "setting", driver.keyLength),
    first: party(FIRST, 4),
    second: party(SECOND, 7),
    own: application(FIRST, 1),
    neighbour: application(FIRST, 2),
    filler: application(FIRST, 3),
    fillerGoes,
    successor: application(SECOND, 1),
    pebble,
    boulder: application(FIRST, 5, oneFile(gap + lot.below(gap))),
    bulky: application(FIRST, 6, oneFile(gap)),
  };
}

const RULES: readonly AccessRule[] = ["system", "pin"];

type Shape = (dice: Dice) => {
  readonly files: readonly PackageFile[];
  readonly keyLength: 16 | 24 | 32;
  /** Shortest and longest PIN. */
  readonly pin: readonly [number, number];
};

/** Any shape that the format allows, small enough for every profile; its load file takes one to three LOAD commands. */
const anyShape: Shape = (dice) => {
  const shortest = dice.between(4, 6);
  const longest = dice.between(shortest, 12);
  const files = Array.from({ length: dice.between(1, 12) }, (_, index) => ({
    id: index + 1,
    records: dice.between(1, 2),
    recordSize: dice.between(8, 48),
    // The first one can be written without a PIN, so that every application has something to update.
    access: { read: dice.pick(RULES), update: index === 0 ? ("system" as const) : dice.pick(RULES) },
  }));
  return { files, keyLength: dice.pick([16, 24, 32] as const), pin: [shortest, longest] };
};

/** One file of at least so many octets, and beside it the least that an application has. */
const oneFile =
  (octets: number): Shape =>
  (dice) => {
    const recordSize = dice.between(24, 48);
    const records = Math.ceil(octets / (1 + recordSize));
    const access = { read: "system", update: "system" } as const;
    return { files: [{ id: 1, records, recordSize, access }], keyLength: 16, pin: [4, 4] };
  };

interface Whose {
  readonly municipality: string;
  readonly service: number;
  readonly cardId: Uint8Array;
}

function applicationOf(name: string, { municipality, service, cardId }: Whose, shape = anyShape): SweptApplication {
  const dice = new Dice(name);
  const { files, keyLength: length, pin: lengths } = shape(dice);
  const [minLength, maxLength] = lengths;
  const pkg = buildPackage(
    {
      aid: cardAppAid(municipality, service),
      loadFileAid: cardAppLoadFileAid(municipality, service),
      municipality,
      version: `1.${dice.below(10)}.0`,
      serviceKey: { version: dice.between(1, 0x7f), length },
      pin: { tries: dice.between(2, 5), minLength, maxLength },
      files,
    },
    signingKey(seedOf(name, "signing key")),
  );
  const digits = () => Array.from({ length: dice.between(minLength, maxLength) }, () => dice.below(10)).join("");
  const pin = digits();
  const unlike = (known: string): string => {
    for (;;) {
      const candidate = digits();
      if (candidate !== known) return candidate;
    }
  };
  const master = octetsOf(seedOf(name, "service"), MASTER_LENGTH);
  return {
    pkg,
    serviceKeys: deriveServiceKeys(master, pkg.serviceKey.version, pkg.aid, cardId, length),
    pin,
    nextPin: unlike(pin),
    wrongPin: unlike(pin),
    records: files.map(({ id, recordSize }) => ({
      file: id,
      record: 1,
      data: octetsOf(seedOf(name, "record", id), dice.between(1, recordSize)),
    })),
  };
}
