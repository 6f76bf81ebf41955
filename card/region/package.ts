/** Operations on a card application that its rules can guard. */
export type CardAppOperation = "read" | "update";

/** What an operation demands beyond mutual authentication: `system` nothing more, `pin` the holder's PIN, `never` cannot be had. */
export type AccessRule = "system" | "pin" | "never";

/** One record file of a card application. */
export interface PackageFile {
  /** Short EF identifier, 1 to 30. */
  readonly id: number;
  readonly records: number;
  /** Octets that one record can hold; a record may be shorter (linear variable, ISO/IEC 7816-4, 7.1). */
  readonly recordSize: number;
  readonly access: Readonly<Record<CardAppOperation, AccessRule>>;
}

/** What a package says, without its load file. */
export interface CardAppContent {
  /** AID of the application instance, 5 to 16 octets. */
  readonly aid: Uint8Array;
  /** AID of the load file. */
  readonly loadFileAid: Uint8Array;
  /** Five-digit code of the owning municipality. */
  readonly municipality: string;
  readonly version: string;
  /** The slot that personalisation fills: key version number and key length in octets (AES). */
  readonly serviceKey: { readonly version: number; readonly length: 16 | 24 | 32 };
  readonly pin: { readonly tries: number; readonly minLength: number; readonly maxLength: number };
  readonly files: readonly PackageFile[];
}

/** A card application as it travels to the card: our own TLV load file (ours, not J-LIS's: see docs/assumptions.md). */
export interface CardAppPackage extends CardAppContent {
  /** Octets of non-volatile memory that an instance holds, block headers of the card not counted. */
  readonly size: number;
  /** The load file data block, signature included: what LOAD carries. */
  readonly loadFile: Uint8Array;
}
