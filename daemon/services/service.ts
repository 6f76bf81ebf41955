import type { CardAppPackage } from "#card/region/package.js";
import type { Bilingual } from "../api/contract/index.js";
import type { DeliveryConfig } from "../config/delivery.js";
import type { IssuingConfig } from "../config/issuing.js";
import type { PinChannel } from "../pin/effective-limit.js";

/** Where a business system connects from, for which municipality, and by which certificate it is known. */
export interface Endpoint {
  readonly id: string;
  readonly municipality: string;
  readonly certificateFingerprint: string;
}

/** One service of a municipality: its card application and its business system. */
export interface Service {
  readonly id: string;
  readonly municipality: string;
  readonly name: Bilingual;
  readonly number: number;
  /** Which of the examples of I.1 it is, 1 to 11. */
  readonly example?: number;
  /** Upper-case hexadecimal. */
  readonly aid: string;
  /** The municipalities of the group that use it jointly, its own among them; absent for one that is not shared (R-SHARE-02). */
  readonly sharedWith?: readonly string[];
  /** Verified when the daemon started. */
  readonly package: CardAppPackage;
  /** The ordinance under which it is offered; without one nothing is loaded (R-AREA-10, R-SVC-12). */
  readonly ordinance?: string;
  /** Written at personalisation. */
  readonly firstRecords: readonly { readonly file: number; readonly record: number; readonly data: Uint8Array }[];
  readonly system: {
    readonly id: string;
    readonly name?: Bilingual;
    /** SHA-256, upper-case hexadecimal. */
    readonly certificateFingerprint: string;
    /** Where the system asks for PINs, the usual channel first; its own counter alone when absent (R-PIN-08). */
    readonly channels?: readonly PinChannel[];
    /** True for a system that follows the interface, by a passed conformance run (R-EXT-02, A-41): only such a one can be told anything. */
    readonly conforming?: boolean;
    /** Resident data that it is told; none when absent. */
    readonly fields?: readonly string[];
    /** Where it takes messages; without it its use is registered here alone. */
    readonly delivery?: DeliveryConfig;
    /** The issuing server behind it, where certificates are issued at the counter (R-SYS-17). */
    readonly issuing?: IssuingConfig;
    /** The same system at other municipalities of the group: still one system to the card (R-SEC-01, X-20). */
    readonly endpoints?: readonly Endpoint[];
  };
}

/** The services of every municipality that this daemon serves. */
export interface ServiceCatalogue {
  /** Own services, then those of the group that the municipality offers too, under its own ordinance. */
  of(municipality: string): readonly Service[];
  /** One of those. */
  find(municipality: string, serviceId: string): Service | undefined;
  byAid(aid: string): Service | undefined;
  /** By the id of its business system or of one of that system's endpoints. */
  bySystem(systemId: string): Service | undefined;
}

/** Who connects under this id for a service; undefined when it is none of its systems. */
export function endpointOf({ municipality, system }: Service, systemId: string): Endpoint | undefined {
  const { id, certificateFingerprint, endpoints = [] } = system;
  return [{ id, municipality, certificateFingerprint }, ...endpoints].find((one) => one.id === systemId);
}

/** A shared service as one municipality of the group uses it: whoever uses it there is that municipality's user. */
export function asUsedIn(service: Service, municipality: string): Service {
  return { ...service, municipality };
}

/** The municipalities whose registrations count when the service is used at one of them: the group's, or its own alone. */
export function sharersOf(service: Service | undefined, municipality: string): readonly string[] {
  const { sharedWith = [] } = service ?? {};
  return sharedWith.includes(municipality) ? sharedWith : [municipality];
}
