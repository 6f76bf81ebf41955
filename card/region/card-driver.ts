import type { CardLink } from "#card/reader/card-link.js";
import type { CardAppPackage } from "./package.js";

/** Dialects of the regional area: vendors differ in how it is driven, not in what can be done. */
export type Dialect = "gp-scp03" | "gp-scp02" | "iso-fs";

export type CardKind = "myna" | "juki";

/** Who this card is, read without any key. */
export interface CardIdentity {
  /** Stable id of the card (upper-case hex): the key derivation and the database know the card by it. */
  readonly cardId: string;
  readonly kind: CardKind;
  readonly dialect: Dialect;
  /** Five-digit code (without check digit) of the municipality that issued the card, when the card tells it. */
  readonly issuerMunicipality?: string;
  /** Expiry as YYYYMMDD, when the card tells it. */
  readonly expiry?: string;
}

/** State of the regional area, read without any key. */
export type AreaStatus =
  | { readonly state: "not-set" }
  | {
      readonly state: "set";
      /** Five-digit code of the municipality under whose key the area stands. */
      readonly municipality: string;
      /** Who set the area, when it was handed over since (move continuation): the area's own name on the card stays theirs. */
      readonly setUnder?: string;
      readonly keyId: string;
      readonly generation: number;
      /** Name and version of the system that set the area (R-AREA-02, R-SYS-21); a hand-over leaves it as it is (R-MOVE-08). */
      readonly setBy: string;
    };

/** Octets of the regional area: what is promised to it, and what of that is taken. */
export interface AreaMemory {
  readonly quota: number;
  readonly used: number;
  readonly free: number;
  /** Volatile memory (RAM): what the card has left for applications to be loaded. */
  readonly volatile: { readonly free: number };
}

/** `loading`: its load file is there but nothing can be selected yet: what a torn load leaves. */
export type CardAppState = "loading" | "installed" | "personalised" | "locked";

/** One application in the regional area, as the directory shows it: never its content (R-AP-10). */
export interface CardAppEntry {
  readonly aid: string;
  /** Five-digit code of the owning municipality; absent for an application that is not of our package format. */
  readonly municipality?: string;
  readonly version?: string;
  readonly state: CardAppState;
  readonly size: number;
}

export interface AreaListing {
  readonly area: AreaStatus;
  readonly memory: AreaMemory;
  readonly applications: readonly CardAppEntry[];
}

/**
 * The three static keys of a secure channel and their version number: AES of 16, 24 or 32 octets each (SCP03, iso-fs),
 * Triple DES of 16 (SCP02).
 */
export interface ChannelKeys {
  readonly version: number;
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

export interface AreaSetting {
  readonly municipality: string;
  readonly keyId: string;
  readonly generation: number;
  readonly setBy: string;
}

/** The keys of an area that changes hands: those it stands under, and those it is to stand under. */
export interface HandOverKeys {
  readonly current: ChannelKeys;
  readonly next: ChannelKeys;
}

/** What the area's record says after a hand-over. */
export type AreaSuccession = Omit<AreaSetting, "setBy">;

/** What makes a loaded application usable: the key of its paired business system and its first records. */
export interface Personalisation {
  readonly serviceKeys: ChannelKeys;
  readonly records: readonly { readonly file: number; readonly record: number; readonly data: Uint8Array }[];
}

/** Told before each step that changes the card, so that a journal can be written ahead; `done` of `total` for a progress display. */
export type StepListener = (step: {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}) => void | Promise<void>;

/** Keys that set an area: the right to do it, and what the area will stand under. */
export interface AreaSettingKeys {
  readonly setting: ChannelKeys;
  readonly area: ChannelKeys;
}

/**
 * One dialect's way to work on a card's regional area. A driver keeps nothing between calls.
 * Errors are `card.*` codes common to all dialects; a vendor's status word appears in their details only.
 * What the link throws (`reader.*`) passes through.
 */
export interface CardDriver {
  readonly dialect: Dialect;
  /** Octets of each area key that the card takes: what the keys are derived for. */
  readonly keyLength: 16 | 24 | 32;
  identify(link: CardLink): Promise<CardIdentity>;
  /** Reads only, needs no key. Throws `card.unsupported`, `area.bad-record`. */
  list(link: CardLink): Promise<AreaListing>;
  /**
   * Proves that `keys` open the area (the area keys) or, before it is set, the right to set it (the setting keys).
   * Writes nothing. Throws `card.area-key-mismatch`.
   */
  proveAreaKey(link: CardLink, keys: ChannelKeys): Promise<void>;
  /** Throws `card.area-key-mismatch`, `card.area-already-set`. Idempotent after a tear: a half-set area is completed. */
  setArea(link: CardLink, keys: AreaSettingKeys, setting: AreaSetting, onStep?: StepListener): Promise<void>;
  /**
   * Hands the area over to another municipality's keys (PUT KEY; move continuation, R-MOVE-06): the applications on it stay as
   * they are, `setBy` too. Idempotent after a tear: when the card has the next keys already, only what is missing is written.
   * Throws `card.area-not-set`, `card.area-key-mismatch`.
   */
  handOver(link: CardLink, keys: HandOverKeys, succession: AreaSuccession, onStep?: StepListener): Promise<void>;
  /** Throws `card.area-not-set`, `card.area-key-mismatch`, `card.application-present`, `card.no-space` (before the first write). */
  load(link: CardLink, keys: ChannelKeys, pkg: CardAppPackage, onStep?: StepListener): Promise<void>;
  /** Throws `card.area-not-set`, `card.area-key-mismatch`, `card.application-absent`. */
  personalise(
    link: CardLink,
    keys: ChannelKeys,
    aid: Uint8Array,
    data: Personalisation,
    onStep?: StepListener,
  ): Promise<void>;
  /** Sets or resets the PIN of an application and its tries. Throws as `personalise` does, and `personalisation.bad-pin`. */
  setPin(link: CardLink, keys: ChannelKeys, aid: Uint8Array, pin: string, onStep?: StepListener): Promise<void>;
  /**
   * Locks the PIN of an application as if its tries were used up: the effective limit may be lower than the card's own.
   * Only `setPin` lifts it. Throws as `personalise` does.
   */
  lockPin(link: CardLink, keys: ChannelKeys, aid: Uint8Array, onStep?: StepListener): Promise<void>;
  /**
   * Removes whatever there is of an application, half-loaded or whole; `aid` may also be that of its load file.
   * Throws `card.application-absent` when there is nothing.
   */
  remove(link: CardLink, keys: ChannelKeys, aid: Uint8Array, onStep?: StepListener): Promise<void>;
}
