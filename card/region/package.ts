/** Operations on a card application that its rules can guard. */
export type CardAppOperation = "read" | "update";

/** One record file of a card application. */
export interface PackageFile {
  /** Short EF identifier, 1 to 30. */
  readonly id: number;
  readonly records: number;
  readonly recordSize: number;
  /** What each operation demands beyond mutual authentication: `system` nothing more, `pin` the holder's PIN, `never`. */
  readonly access: Readonly<Record<CardAppOperation, "system" | "pin" | "never">>;
}

/** A card application as it travels to the card: our own TLV load file (ours, not J-LIS's: see docs/assumptions.md). */
export interface CardAppPackage {
  /** AID of the application instance, 5 to 16 octets. */
  readonly aid: Uint8Array;
  /** AID of the load file. */
  readonly loadFileAid: Uint8Array;
  /** Five-digit code of the owning municipality. */
  readonly municipality: string;
  readonly version: string;
  readonly files: readonly PackageFile[];
  readonly pin: { readonly tries: number; readonly minLength: number; readonly maxLength: number };
  /** The load file data block, signature included: what LOAD carries. */
  readonly loadFile: Uint8Array;
}
