import type { CommandApdu } from "#card/iso7816/command-apdu.js";

/** An application that can be selected by its DF name. One instance serves one card. */
export interface CardApplication {
  /** Full AID (DF name), 5 to 16 octets. */
  readonly aid: Uint8Array;
  /**
   * SELECT by DF name reached this application. Volatile state (security status, current EF, secure messaging) starts anew.
   * Gives the whole response: FCI or nothing, then the status word.
   */
  select(command: CommandApdu): Uint8Array;
  /** Any other command while this application is selected. Gives the whole response with its status word. */
  process(command: CommandApdu): Uint8Array;
  /** Another application was selected, or the card was reset: all volatile rights end here. */
  deselect(): void;
}

/** What is selectable on the card now, in the order in which partial names match. */
export interface ApplicationDirectory {
  /** The `occurrence`-th (from 0) application whose AID begins with `name`, or undefined. */
  find(name: Uint8Array, occurrence: number): CardApplication | undefined;
  /** Selected after reset (the issuer security domain). */
  readonly defaultApplication: CardApplication;
}

/** A part of the card that brings applications: fixed ones, or instances that come and go at run time. */
export interface ApplicationSource {
  /** Selectable now, in the order in which partial names match. */
  applications(): readonly CardApplication[];
  /** The card was powered up or reset: volatile state goes, and what is kept of the NVM's content is read anew. */
  powerUp?(): void;
}
