import type { DaemonPorts } from "../main/ports.js";
import type { Octets } from "./file/read-resident-file.js";
import { type Imported, type ImportOrder, importResidents } from "./import-residents.js";
import { RelayClient } from "./relay/relay-client.js";
import { relayErrors } from "./relay/relay-errors.js";
import { importErrors } from "./resident-errors.js";

export type ImportsPorts = Pick<DaemonPorts, "store" | "clock" | "residentSettings" | "handOver" | "importNews">;

/** What one visit to the relay brought. */
export interface Pulled {
  readonly files: number;
  readonly imported: number;
  /** Sequence of the last file that was ever imported. */
  readonly sequence: number;
}

/** A relay that offers file after file without an end is out of order. */
const MAX_FILES = 1_000;

/** The ways in for residents. One import at a time for a municipality, whichever way it takes. */
export class Imports {
  readonly #ports: ImportsPorts;
  readonly #underWay = new Set<string>();
  readonly #relays = new Map<string, RelayClient>();

  constructor(ports: ImportsPorts) {
    this.#ports = ports;
  }

  /** One file, sealed or plain. Throws `media.*`, `import.*`. */
  async take(source: Octets, order: ImportOrder): Promise<Imported> {
    return this.#alone(order.municipality, () => this.#import(source, order));
  }

  /** All files that wait at the relay. Throws `relay.*`, and what `take` throws; files before the bad one stay imported. */
  async pull(order: ImportOrder, signal: AbortSignal): Promise<Pulled> {
    const { municipality } = order;
    return this.#alone(municipality, async () => {
      const relay = this.#relay(municipality);
      let imported = 0;
      for (let files = 0; ; files++) {
        const sequence = await this.#ports.store.of(municipality).residents.sequence();
        const file = await relay.next(municipality, sequence, signal);
        if (file === undefined) return { files, imported, sequence };
        if (files === MAX_FILES) throw relayErrors.error("bad-answer", { files });
        imported += (await this.#import(file.content, { ...order, way: "relay" })).imported;
      }
    });
  }

  close(): void {
    for (const relay of this.#relays.values()) relay.close();
  }

  async #import(source: Octets, order: ImportOrder): Promise<Imported> {
    const { store, clock, residentSettings, handOver, importNews } = this.#ports;
    const { municipality } = order;
    const settings = residentSettings.of(municipality);
    const imported = await importResidents(
      { store, clock, settings, recipient: () => residentSettings.recipient(municipality) },
      order,
      source,
    );
    // Business systems are told of what changed of their users.
    handOver.wake();
    importNews.tell({ municipality, sequence: imported.sequence });
    return imported;
  }

  #relay(municipality: string): RelayClient {
    const link = this.#ports.residentSettings.of(municipality).relay;
    if (link === undefined) throw relayErrors.error("not-configured");
    const relay = this.#relays.get(municipality) ?? new RelayClient(link);
    this.#relays.set(municipality, relay);
    return relay;
  }

  async #alone<T>(municipality: string, work: () => Promise<T>): Promise<T> {
    if (this.#underWay.has(municipality)) throw importErrors.error("under-way");
    this.#underWay.add(municipality);
    try {
      return await work();
    } finally {
      this.#underWay.delete(municipality);
    }
  }
}
