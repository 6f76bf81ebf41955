import type { CardAppPackage } from "#card/region/package.js";
import type { Bilingual } from "../api/contract/index.js";
import type { DeliveryConfig } from "../config/delivery.js";
import type { PinChannel } from "../pin/effective-limit.js";

/** One service of a municipality: its card application and its business system. */
export interface Service {
  readonly id: string;
  readonly municipality: string;
  readonly name: Bilingual;
  readonly number: number;
  /** Upper-case hexadecimal. */
  readonly aid: string;
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
  };
}

/** The services of every municipality that this daemon serves. */
export interface ServiceCatalogue {
  of(municipality: string): readonly Service[];
  find(municipality: string, serviceId: string): Service | undefined;
  byAid(aid: string): Service | undefined;
  bySystem(systemId: string): Service | undefined;
}
