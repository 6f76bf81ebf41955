import { ascii, fromHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { deriveAreaKeys } from "#card/region/derived-keys.js";
import { cardAppFactory } from "#simulator/applications/card-app/index.js";
import { drivingLicenceFactory } from "#simulator/applications/driving-licence/driving-licence.js";
import { AREA_PRIVILEGES, GlobalPlatform, ISSUER_PRIVILEGES } from "#simulator/globalplatform/global-platform.js";
import type { TenantSetup } from "#simulator/globalplatform/setup.js";
import { CardDirectory } from "#simulator/kernel/card-directory.js";
import { Kernel } from "#simulator/kernel/kernel.js";
import { FlatNvm } from "#simulator/nvm/flat-nvm.js";
import { formatImage } from "#simulator/nvm/image-layout.js";
import { NvmDevice } from "#simulator/nvm/nvm-device.js";

export const AREA_KEY = { keyId: "K1", generation: 1 } as const;
export const AREA_MASTER = new Uint8Array(32).fill(0xa1);

export interface DeskCardOptions {
  readonly cin?: string;
  readonly issuer?: string;
  readonly quota?: number;
  readonly volatile?: number;
  /** Master whose setting keys the card was issued with, and its id and generation. */
  readonly master?: Uint8Array;
  readonly key?: { readonly keyId: string; readonly generation: number };
  /** Applications of others that stand in the free area beforehand. */
  readonly tenants?: readonly TenantSetup[];
  /** Memory of a card that was used before. */
  readonly image?: Uint8Array;
}

const TEST_KEY = fromHex("404142434445464748494A4B4C4D4E4F");

/** A card with issuer domain and regional domain and nothing else, on the real kernel and the real content management. */
export function deskCard(options: DeskCardOptions = {}) {
  const cin = ascii(options.cin ?? "DESK000001");
  const image = options.image?.slice() ?? formatImage({ capacity: options.tenants ? 65_536 : 16_384, journal: 2_048 });
  const nvm = new FlatNvm(new NvmDevice(image));
  const scp = { i: 0x60, mode: "S8" } as const;
  const master = options.master ?? AREA_MASTER;
  const issuerData = new Map([
    [0x45, cin],
    [0xf0, ascii(options.issuer ?? "13101")],
    [0xf2, ascii("20350401")],
  ]);
  const content = new GlobalPlatform(nvm, {
    issuerDomain: {
      aid: ISSUER_DOMAIN_AID,
      keys: [{ version: 1, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY }],
      privileges: ISSUER_PRIVILEGES,
      scp,
    },
    regionalDomain: {
      aid: REGIONAL_DOMAIN_AID,
      keys: [deriveAreaKeys({ ...(options.key ?? AREA_KEY), master }, cin, "setting")],
      privileges: AREA_PRIVILEGES,
      scp,
      quota: options.quota ?? 8_192,
    },
    issuerData,
    tenants: options.tenants ?? [],
    factories: [cardAppFactory, drivingLicenceFactory],
    volatile: options.volatile ?? 2_048,
    random: seededRandom("desk card"),
  });
  const directory = new CardDirectory(() => content.issuerDomain, [content]);
  const kernel = new Kernel({
    // One that no other kind of card has: this card carries nothing by which a probe could tell it.
    atr: fromHex("3B888001000005E0B381A1007F"),
    directory,
    extendedLength: true,
    maxCommandData: 4096,
    start: () => {
      nvm.device.restorePower();
      nvm.powerUp();
      directory.powerUp();
    },
  });
  return Object.assign(kernel, { nvm, cardId: Buffer.from(cin).toString("hex").toUpperCase() });
}

export type DeskCard = ReturnType<typeof deskCard>;
