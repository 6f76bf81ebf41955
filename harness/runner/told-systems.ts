import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import type { TestPki } from "../municipality/test-pki.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { runnerErrors } from "./errors.js";
import type { ToldSystem } from "./world.js";

/** Every value in a message with the name that it stands under. */
function leaves(value: unknown, name = ""): readonly { readonly name: string; readonly value: string }[] {
  if (typeof value !== "object" || value === null) return [{ name, value: String(value) }];
  return Object.entries(value).flatMap(([inner, one]) => leaves(one, inner));
}

/** The doubles that take hand-over messages, one for each service whose fixture says so. */
export class ToldSystems {
  readonly #desks = new Map<string, HandOverDesk>();

  static async start(towns: readonly MunicipalityFixture[], pki: TestPki): Promise<ToldSystems> {
    const all = new ToldSystems();
    for (const [id, { system }] of towns.flatMap(({ services }) => Object.entries(services))) {
      if (!system.delivery) continue;
      const identity = await pki.server("business-system");
      all.#desks.set(
        id,
        await HandOverDesk.start({
          identity,
          clientCa: pki.ca,
          clientName: "daemon",
          ...{ system: system.id, fields: system.fields },
        }),
      );
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

  /** Names of the fields under which two systems were told the same value. What each message is called and when is the same for everybody. */
  async match(services: readonly [string, string], count: number): Promise<readonly string[]> {
    const values = async (service: string) => {
      await this.told(service, count);
      return this.#desks
        .get(service)!
        .messages.flatMap(({ interface: _, kind: __, sequence: ___, date: ____, ...rest }) => leaves(rest));
    };
    const [one, other] = [await values(services[0]), await values(services[1])];
    const known = new Set(other.map(({ value }) => value));
    return [...new Set(one.filter(({ value }) => known.has(value)).map(({ name }) => name))];
  }

  async close(): Promise<void> {
    for (const desk of this.#desks.values()) await desk.close();
  }
}
