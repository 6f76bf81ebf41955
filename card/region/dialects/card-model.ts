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

/** A card of dialect `gp-scp02`: Triple DES keys of 16 octets and short APDUs, whatever the vendor. To a host i = 15 and 55 are one. */
export interface LegacyGpCardModel {
  readonly dialect: "gp-scp02";
}

/**
 * A card of dialect `iso-fs`: a native file system of ISO/IEC 7816-4 and -9 under AES secure messaging. No command to it is longer than
 * a short APDU carries: the longest, a record with its protection, is bounded by the package format.
 */
export interface FileSystemCardModel {
  readonly dialect: "iso-fs";
  /** Octets of each area key (AES). */
  readonly keyLength: 16 | 24 | 32;
}

/** What a driver needs to know of a card model beyond what the card tells by itself. */
export type CardModel = GpCardModel | LegacyGpCardModel | FileSystemCardModel;
