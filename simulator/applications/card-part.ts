import type { RandomSource } from "#card/ports/random.js";
import type { ApplicationSource } from "../kernel/application.js";
import type { IssuerData } from "../kernel/issuer-data.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import type { CardPersonalisation } from "../people/person.js";
import type { CardProfile } from "../profiles/profile.js";

/** What every part of one card stands on. */
export interface CardContext {
  readonly profile: CardProfile;
  readonly nvm: NvmStore;
  readonly random: RandomSource;
  readonly issuerData: IssuerData;
}

/** One part of the card as the assembly plugs it in: what it writes at issuance, and what it then brings. */
export interface CardPart {
  /** For error messages and memory reports. */
  readonly name: string;
  /** Puts first contents into NVM, in the one transaction of the card's issuance. */
  issue(write: NvmWrite, person: CardPersonalisation, context: CardContext): void;
  applications(context: CardContext): ApplicationSource;
}

/** NVM owners of the parts that are there from issuance. Instances of the regional area use numbers from 0100 up. */
export const OWNER = {
  issuerData: 0x01,
  jpki: 0x02,
  visual: 0x03,
  textInput: 0x04,
  juki: 0x05,
  common: 0x06,
} as const;
