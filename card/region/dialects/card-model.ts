import type { Scp02Parameter } from "#card/globalplatform/scp02/index.js";
import type { Scp03Mode } from "#card/globalplatform/scp03/index.js";

/** A card of dialect `gp-scp03`: SCP03 with AES keys. */
export interface GpCardModel {
  readonly dialect: "gp-scp03";
  readonly mode: Scp03Mode;
  /** Most data octets that one command APDU may carry, secure messaging included: 255 for short APDUs. */
  readonly maxCommandData: number;
  /** Octets of each area key (AES). */
  readonly keyLength: 16 | 24 | 32;
  /** Protection of answers that this model's parameter `i` offers (bits 20 R-MAC, 40 R-ENCRYPTION): less is refused. None when absent. */
  readonly protection?: number;
}

/** A card of dialect `gp-scp02`: Triple DES keys of 16 octets and short APDUs, whatever the vendor. */
export interface LegacyGpCardModel {
  readonly dialect: "gp-scp02";
  /** Parameter `i` of SCP02 (GlobalPlatform 2.3.1, E.1.1): 15 explicit, 55 the same with a well-known pseudo-random card challenge. */
  readonly i: Scp02Parameter;
}

/** A card of dialect `iso-fs`: a native file system of ISO/IEC 7816-4 and -9 under AES secure messaging. */
export interface FileSystemCardModel {
  readonly dialect: "iso-fs";
  /** Octets of each area key (AES). */
  readonly keyLength: 16 | 24 | 32;
  /** Most data octets that one command APDU may carry, secure messaging included: 255 for short APDUs. */
  readonly maxCommandData: number;
}

/** What a driver needs to know of a card model beyond what the card tells by itself. */
export type CardModel = GpCardModel | LegacyGpCardModel | FileSystemCardModel;
