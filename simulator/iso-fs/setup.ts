import type { RandomSource } from "#card/ports/random.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { IssuerData } from "../kernel/issuer-data.js";

/** How the native file system of one virtual card is set up. What is in NVM already wins over what is given here. */
export interface FileSystemSetup {
  /** Keys that open the area directory until the area is set. */
  readonly settingKeys: ChannelKeys;
  /** Octets that each key of the area must have (AES). */
  readonly keyLength: 16 | 24 | 32;
  readonly issuerData: IssuerData;
  readonly random: RandomSource;
  /** Octets of non-volatile memory that the area may hold, headers included. */
  readonly quota: number;
  /** Octets that everything may take which comes after the issuer: total less reserved (R-CARD-09). All that is free when absent. */
  readonly capacity?: number;
  /** Names of the issuer's own applications: no DF can be created under them. */
  readonly reservedAids?: readonly Uint8Array[];
  /** Octets of volatile memory that applications share. */
  readonly volatile: number;
  /**
   * Whether the card takes extended length fields; true when absent. Answers longer than Le are refused with 6700 then,
   * and handed out by 61xx and GET RESPONSE otherwise.
   */
  readonly extendedLength?: boolean;
}

/** Owner numbers in NVM that the file system keeps for itself; each DF's objects are under its own. */
export const OWNERS = {
  /** The setting keys, from issuance: outside the area's quota. */
  issuance: 0x4000,
  /** Area keys and area record. */
  area: 0x4001,
  /** Entries of the DFs. */
  directories: 0x4002,
  firstDirectory: 0x4010,
} as const;

/** Keys of the memory objects of `OWNERS.issuance` and `OWNERS.area`. */
export const OBJECT = { keys: 1, record: 2 } as const;
