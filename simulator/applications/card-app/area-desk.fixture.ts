import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardDriver, ChannelKeys } from "#card/region/card-driver.js";
import { gpDriver } from "#card/region/globalplatform/driver.js";
import type { GpModel } from "#card/region/globalplatform/exchange.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppPackage } from "#card/region/package.js";
import {
  AREA_KEYS,
  SETTING_KEYS,
  sameKeys,
  TestCard,
  type TestCardOptions,
} from "../../globalplatform/gp-card.fixture.js";
import type { ChannelSetup } from "../../globalplatform/index.js";
import { cardAppFactory } from "./factory.js";
import { definition } from "./rig.fixture.js";

/** One channel that may guard the area; SCP03 without a sequence counter, so that a refused channel leaves the memory as it was to the octet. */
export interface AreaVariant {
  readonly name: string;
  readonly model: GpModel;
  readonly scp: ChannelSetup;
  readonly areaKeys: ChannelKeys;
}
const LEGACY_KEYS = sameKeys(seededRandom("legacy area").bytes(16), 4);
export const AREA_VARIANTS: readonly AreaVariant[] = [
  {
    name: "gp-scp03",
    model: { dialect: "gp-scp03", mode: "S8", maxCommandData: 255, keyLength: 32 },
    scp: { i: 0x60, mode: "S8" },
    areaKeys: AREA_KEYS,
  },
  {
    name: "gp-scp02, i=15",
    model: { dialect: "gp-scp02" },
    scp: { protocol: "SCP02", i: 0x15 },
    areaKeys: LEGACY_KEYS,
  },
  {
    name: "gp-scp02, i=55",
    model: { dialect: "gp-scp02" },
    scp: { protocol: "SCP02", i: 0x55 },
    areaKeys: LEGACY_KEYS,
  },
];

export const random = seededRandom("driver");
export const SETTING = { municipality: "13101", keyId: "K1", generation: 4, setBy: "test 1.0" };
const signingKey = generateKeyPairSync("ed25519").privateKey;

/** Files enough for a load file of two blocks. */
const files = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  records: 1,
  recordSize: 16,
  access: { read: "system", update: "system" } as const,
}));
export const pkg = (service: number): CardAppPackage => buildPackage(definition(service, { files }), signingKey);

/** Driver, keys and cards of one channel. */
export class AreaDesk {
  readonly driver: CardDriver;
  readonly areaKeys: ChannelKeys;
  readonly keys: { readonly setting: ChannelKeys; readonly area: ChannelKeys };
  readonly wrongArea: ChannelKeys;
  readonly options: TestCardOptions;

  constructor({ model, scp, areaKeys }: AreaVariant) {
    this.driver = gpDriver(model, "myna", random);
    this.areaKeys = areaKeys;
    this.keys = { setting: SETTING_KEYS, area: areaKeys };
    this.wrongArea = sameKeys(new Uint8Array(areaKeys.enc.length).fill(9), areaKeys.version);
    this.options = { factories: [cardAppFactory], scp, extendedLength: model.dialect === "gp-scp03" };
  }

  card(over: TestCardOptions = {}): TestCard {
    return new TestCard({ ...this.options, ...over });
  }

  /** A card whose area is set. */
  async setCard(over: TestCardOptions = {}): Promise<TestCard> {
    const one = this.card(over);
    await this.driver.setArea(one, this.keys, SETTING);
    return one;
  }
}

/** The refusal, after checking that not one octet of the card's memory changed. */
export async function refusedUnchanged(one: TestCard, action: () => Promise<unknown>): Promise<MadoguchiError> {
  const before = one.nvm.device.image.slice();
  const error = await refusal(action());
  expect(one.nvm.device.image).to.deep.equal(before);
  return error;
}
