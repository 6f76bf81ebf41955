import type { DaemonPorts } from "../../main/ports.js";
import { readTlsFiles, type TlsIdentity } from "../../tls/index.js";
import { asUsedIn, type Service, type ServiceCatalogue } from "../service.js";
import { tellChanges } from "./changes.js";
import { DeliveryClient } from "./delivery-client.js";
import { Lane } from "./lane.js";
import type { HandOverPort } from "./port.js";

type Ports = Pick<
  DaemonPorts,
  "store" | "clock" | "audit" | "auditOutbox" | "failures" | "announcer" | "newId" | "residentSettings"
>;

/** A system with an address, as one municipality uses it, and the certificates that are shown to it. */
export interface Addressee {
  readonly service: Service;
  readonly identity: TlsIdentity;
}

/** Reads the certificates of every business system that takes messages. Throws `tls.*`. */
export async function readAddressees(
  catalogue: ServiceCatalogue,
  municipalities: readonly string[],
  clock: Parameters<typeof readTlsFiles>[1],
): Promise<readonly Addressee[]> {
  const addressees: Addressee[] = [];
  // In joint use the same system is told of each municipality's users, out of each one's own outbox.
  for (const service of municipalities.flatMap((code) => catalogue.of(code).map((one) => asUsedIn(one, code)))) {
    const { delivery } = service.system;
    if (delivery !== undefined) addressees.push({ service, identity: await readTlsFiles(delivery, clock) });
  }
  return addressees;
}

/**
 * The outbox of hand-over messages: a lane for each business system, and in joint use for each municipality that uses it, none of
 * which waits for another or holds up the counter.
 */
export class Outbox implements HandOverPort {
  readonly #ports: Ports;
  readonly #lanes: { readonly systemId: string; readonly lane: Lane }[] = [];
  readonly #clients: DeliveryClient[] = [];
  readonly #services: readonly Service[];
  /** Sequence of the resident import that was looked through last, by municipality. */
  readonly #swept = new Map<string, number>();
  #started = false;
  #sweeping: Promise<void> | undefined;
  #sweepWanted = false;

  constructor(ports: Ports, addressees: readonly Addressee[]) {
    this.#ports = ports;
    this.#services = addressees.map(({ service }) => service);
    for (const { service, identity } of addressees) {
      const { url, timeoutMs } = service.system.delivery!;
      const client = new DeliveryClient({ url, timeoutMs, identity });
      this.#clients.push(client);
      const lane = new Lane(ports, service, (...message) => client.send(...message));
      this.#lanes.push({ systemId: service.system.id, lane });
    }
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  wake(): void {
    if (!this.#started) return;
    for (const { lane } of this.#lanes) lane.wake();
    this.#sweepWanted = true;
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
  }

  isDown(systemId: string): boolean {
    return this.#lanes.some((one) => one.systemId === systemId && one.lane.down);
  }

  async idle(): Promise<void> {
    await this.#sweeping;
    for (const { lane } of this.#lanes) await lane.idle();
  }

  async stop(): Promise<void> {
    this.#started = false;
    await this.#sweeping;
    for (const { lane } of this.#lanes) await lane.stop();
    for (const client of this.#clients) client.close();
  }

  /** Tells systems what an import changed of their users. Found by comparison, so that one that a kill prevented is found later. */
  async #sweep(): Promise<void> {
    while (this.#sweepWanted && this.#started) {
      this.#sweepWanted = false;
      const telling = this.#services;
      for (const municipality of new Set(telling.map((service) => service.municipality))) {
        try {
          await this.#sweepOf(municipality, telling);
        } catch (error) {
          this.#ports.failures.error("hand-over.changes", error, { municipality });
        }
      }
    }
  }

  async #sweepOf(municipality: string, telling: readonly Service[]): Promise<void> {
    const sequence = await this.#ports.store.of(municipality).residents.sequence();
    const since = this.#swept.get(municipality);
    if (since !== undefined && since >= sequence) return;
    const services = telling.filter((service) => service.municipality === municipality);
    const queued = await tellChanges(this.#ports, municipality, services, since ?? 0, () => this.#started);
    this.#swept.set(municipality, sequence);
    if (queued > 0) for (const { lane } of this.#lanes) lane.wake();
  }
}
