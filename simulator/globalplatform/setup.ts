import type { RandomSource } from "#card/ports/random.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { CardApplicationFactory } from "../content-management/application-runtime.js";
import type { IssuerData } from "../kernel/issuer-data.js";
import type { ChannelSetup } from "./domain-channel.js";

/** A security domain that is on the card from issuance. */
export interface SecurityDomainSetup {
  readonly aid: Uint8Array;
  /** Key sets; the first one is taken where a host asks for key version 0. */
  readonly keys: readonly ChannelKeys[];
  /** 24-bit number of `Privilege` bits. */
  readonly privileges: number;
  readonly scp: ChannelSetup;
}

/** The regional security domain: the root of the regional area. */
export interface RegionalDomainSetup extends SecurityDomainSetup {
  /** Octets of non-volatile memory that everything below it may hold together, headers included. */
  readonly quota: number;
}

/** An application that came onto the card by another hand than a municipality's: it belongs to the issuer security domain. */
export interface TenantSetup {
  readonly loadFileAid: Uint8Array;
  readonly moduleAid: Uint8Array;
  readonly aid: Uint8Array;
  /** Load file data block; one of the factories must recognise it. */
  readonly loadFile: Uint8Array;
}

/** How content management on one virtual card is set up. What is in NVM already wins over what is given here. */
export interface GlobalPlatformSetup {
  readonly issuerDomain: SecurityDomainSetup;
  readonly regionalDomain?: RegionalDomainSetup;
  /** Applications that are on the card from the first. */
  readonly tenants?: readonly TenantSetup[];
  /**
   * Octets that everything may take together that comes onto the card after its issuer, tenants included; what the domains of issuance
   * hold is not of it (R-CARD-09). All that is free when absent.
   */
  readonly capacity?: number;
  readonly issuerData?: IssuerData;
  readonly factories: readonly CardApplicationFactory[];
  readonly random: RandomSource;
  /** Key diversification data of INITIALIZE UPDATE, 10 octets; zeros when absent. */
  readonly diversification?: Uint8Array;
  /** AIDs of the issuer's own applications: nothing can be installed under them. */
  readonly reservedAids?: readonly Uint8Array[];
  /** Octets of volatile memory that applications share. */
  readonly volatile: number;
  /**
   * Whether the card takes extended length fields; true when absent. Answers longer than Le are refused with 6700 then,
   * and handed out by 61xx and GET RESPONSE otherwise.
   */
  readonly extendedLength?: boolean;
}

/** Owner numbers in NVM that content management keeps for itself. */
export const REGISTRY_OWNER = 0x4000;
export const FIRST_ELEMENT = 0x4001;
export const LAST_ELEMENT = 0x7fff;
