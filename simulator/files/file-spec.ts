/** Who may do a thing with a file: anyone, nobody, or whoever has opened any one of these secrets (their EF ids). */
export type AccessRule = "free" | "never" | readonly number[];

/** A file of octets, read by offset. */
export interface TransparentEf {
  readonly kind: "transparent";
  /** 0001 to 001E: its low five bits are its short identifier. */
  readonly id: number;
  readonly read: AccessRule;
}

/** A file of records, read by number from 1. */
export interface RecordEf {
  readonly kind: "record";
  readonly id: number;
  readonly read: AccessRule;
}

/** What a secret must look like when it is changed. */
export interface SecretFormat {
  readonly minLength: number;
  readonly maxLength: number;
  /** Tested on the ASCII text of the octets. */
  readonly pattern: RegExp;
}

/** A PIN, password or 照合番号: an internal EF that VERIFY compares with. */
export interface SecretEf {
  readonly kind: "secret";
  readonly id: number;
  /** Tries from full to blocked, at most 15. */
  readonly tries: number | "unlimited";
  /** How it is changed once verified: `00 24 01` (CHANGE REFERENCE DATA), `80 32 00` (JICSAP CHANGE KEY), or not at all. */
  readonly change: "reference-data" | "key" | "never";
  readonly format: SecretFormat;
}

/** A private RSA key (PKCS #8 DER in NVM): an internal EF that only the application's own commands use. */
export interface KeyEf {
  readonly kind: "key";
  readonly id: number;
  readonly use: AccessRule;
}

/** An internal EF that can be selected and does nothing that is known. */
export interface ReservedEf {
  readonly kind: "reserved";
  readonly id: number;
}

export type EfSpec = TransparentEf | RecordEf | SecretEf | KeyEf | ReservedEf;

/** Four digits, as most PINs of the card. */
export const FOUR_DIGITS: SecretFormat = { minLength: 4, maxLength: 4, pattern: /^[0-9]{4}$/ };

/** 署名用パスワード: 6 to 16 of `A-Z0-9` with at least one letter and one digit (card-facts 1.3). */
export const SIGN_PASSWORD: SecretFormat = {
  minLength: 6,
  maxLength: 16,
  pattern: /^(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{6,16}$/,
};

/** A secret set at issuance for good. */
export function fixedDigits(length: number): SecretFormat {
  return { minLength: length, maxLength: length, pattern: new RegExp(`^[0-9]{${length}}$`) };
}
