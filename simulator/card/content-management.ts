import { ascii, fromHex } from "#card/bytes/bytes.js";
import { SCP02_KEY_LENGTH } from "#card/globalplatform/scp02/index.js";
import { ISSUER_APPLICATIONS } from "#card/myna/aids.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { type AreaMaster, deriveAreaKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { cardAppFactory } from "../applications/card-app/index.js";
import type { CardContext } from "../applications/card-part.js";
import { drivingLicence, drivingLicenceFactory } from "../applications/driving-licence/driving-licence.js";
import {
  AREA_PRIVILEGES,
  type ChannelSetup,
  GlobalPlatform,
  ISSUER_PRIVILEGES,
  type TenantSetup,
} from "../globalplatform/index.js";
import { NativeFileSystem } from "../iso-fs/index.js";
import type { CardProfile, TenantName } from "../profiles/profile.js";
import type { CardContent } from "./card-content.js";

/** Who may do what with a new card's regional area. */
export interface CardIssuance {
  /** The issuing municipality's master of setting keys; the card gets its own keys derived from it. */
  readonly settingMaster?: AreaMaster;
  /** Keys of the issuer security domain. */
  readonly issuerKeys?: ChannelKeys;
}

const PUBLIC_TEST_KEY = fromHex("404142434445464748494A4B4C4D4E4F");

/**
 * GlobalPlatform's public test key: the issuer security domain of test equipment has it under key version 01 (decision 0002),
 * in 16 octets whatever the vendor's other keys are, because that is what a generic tool tries.
 */
const PUBLIC_TEST_KEYS: ChannelKeys = { version: 1, enc: PUBLIC_TEST_KEY, mac: PUBLIC_TEST_KEY, dek: PUBLIC_TEST_KEY };

/** The master of cards that are issued without one: public, for test equipment only. */
export const PUBLIC_SETTING_MASTER: AreaMaster = {
  keyId: "TEST",
  generation: 1,
  master: new Uint8Array(MASTER_LENGTH).fill(0x5a),
};

/** What governs a card's content after issuance, as its dialect has it. */
export function contentManagement(context: CardContext, serial: string, issuance: CardIssuance): CardContent {
  const { profile } = context;
  switch (profile.dialect) {
    case "gp-scp03":
      return globalPlatform(context, serial, issuance, profile.scp03, profile.scp03.keyLength);
    case "gp-scp02":
      return globalPlatform(context, serial, issuance, { protocol: "SCP02", i: profile.scp02.i }, SCP02_KEY_LENGTH);
    case "iso-fs":
      return fileSystem(context, serial, issuance, profile.isoFs.keyLength);
  }
}

const TENANTS: Readonly<Record<TenantName, TenantSetup>> = { "driving-licence": drivingLicence };

function tenantsOf(profile: CardProfile): readonly TenantSetup[] {
  return profile.dialect === "iso-fs" ? [] : profile.tenants.map((name) => TENANTS[name]);
}

/** What comes after the issuer may take all that is not reserved for it, and no more (R-CARD-09). */
const capacityOf = ({ memory }: CardProfile): number => memory.total.value - memory.reserved.value;

/** What a card's content management is told whatever its dialect. */
function commonSetup({ profile, random, issuerData }: CardContext) {
  return {
    issuerData,
    random,
    reservedAids: ISSUER_APPLICATIONS.map(({ aid }) => aid),
    volatile: profile.memory.transient.value,
    extendedLength: profile.apdu.extended,
  };
}

/** The card's own setting keys: the right to set the area. */
function settingKeys({ settingMaster }: CardIssuance, serial: string, keyLength: 16 | 24 | 32): ChannelKeys {
  return deriveAreaKeys(settingMaster ?? PUBLIC_SETTING_MASTER, ascii(serial), "setting", keyLength);
}

/** Content management of a GlobalPlatform card: issuer and regional security domain, and the applications loaded later. */
function globalPlatform(
  context: CardContext,
  serial: string,
  issuance: CardIssuance,
  scp: ChannelSetup,
  keyLength: 16 | 24 | 32,
): GlobalPlatform {
  const { profile, nvm } = context;
  return new GlobalPlatform(nvm, {
    ...commonSetup(context),
    issuerDomain: {
      aid: ISSUER_DOMAIN_AID,
      keys: [issuance.issuerKeys ?? PUBLIC_TEST_KEYS],
      privileges: ISSUER_PRIVILEGES,
      scp,
    },
    regionalDomain: {
      aid: REGIONAL_DOMAIN_AID,
      keys: [settingKeys(issuance, serial, keyLength)],
      privileges: AREA_PRIVILEGES,
      scp,
      quota: profile.memory.areaQuota.value,
    },
    tenants: tenantsOf(profile),
    capacity: capacityOf(profile),
    factories: [cardAppFactory, drivingLicenceFactory],
    diversification: ascii(serial.slice(-10)),
  });
}

/** Content management of a card with a native file system. */
function fileSystem(
  context: CardContext,
  serial: string,
  issuance: CardIssuance,
  keyLength: 16 | 24 | 32,
): NativeFileSystem {
  return new NativeFileSystem(context.nvm, {
    ...commonSetup(context),
    settingKeys: settingKeys(issuance, serial, keyLength),
    keyLength,
    quota: context.profile.memory.areaQuota.value,
    capacity: capacityOf(context.profile),
  });
}
