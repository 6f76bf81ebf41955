import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import type { TestPki } from "../municipality/test-pki.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { runnerErrors } from "./errors.js";
import type { ToldSystem } from "./world.js";

/** The doubles that take hand-over messages, one for each service whose fixture says so. */
export class ToldSystems {
  readonly #desks = new Map<string, HandOverDesk>();

  static async start(towns: readonly MunicipalityFixture[], pki: TestPki): Promise<ToldSystems> {
    const all = new ToldSystems();
    for (const [id, { system }] of towns.flatMap(({ services }) => Object.entries(services))) {
      if (!system.delivery) continue;
      const identity = await pki.server("business-system");
      all.#desks.set(id, await HandOverDesk.start({ identity, clientCa: pki.ca, clientName: "daemon" }));
    }
    return all;
  }

  /** Where the systems take their messages, by service. */
  get urls(): ReadonlyMap<string, string> {
    return new Map([...this.#desks].map(([id, { url }]) => [id, url]));
  }

  async told(service: string, count: number): Promise<ToldSystem> {
    const desk = this.#desks.get(service);
    if (desk === undefined) throw runnerErrors.error("not-ready", { missing: `delivery of ${service}` });
    await desk.took(count);
    return {
      // The number is the system's own, and no part of what a scenario compares.
      messages: desk.messages.map(({ kind, sequence, fields }) => ({ kind, sequence, ...(fields && { fields }) })),
      served: desk.served.length,
      repeated: desk.attempts.length - new Set(desk.attempts).size,
      disordered: desk.disordered.length,
    };
  }

  async close(): Promise<void> {
    for (const desk of this.#desks.values()) await desk.close();
  }
}
