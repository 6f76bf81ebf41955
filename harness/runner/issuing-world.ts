import { join } from "node:path";
import type { Access } from "#access/index.js";
import { type Clock, VirtualClock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { IssuingClient } from "../doubles/issuing-server/issuing-client.js";
import { IssuingServer } from "../doubles/issuing-server/issuing-server.js";
import { Register } from "../doubles/issuing-server/register.js";
import { type Customer, Kiosk, type KioskEvent, type KioskStep, type Visit } from "../doubles/kiosk/kiosk.js";
import { readCalendar } from "../doubles/opening-hours/calendar-file.js";
import { judgePaper } from "../doubles/paper/judge-paper.js";
import type { TestPki } from "../municipality/test-pki.js";
import { COUNTER_TERMINAL } from "../municipality/write-municipality.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { runnerErrors } from "./errors.js";

/** A visit as a scenario tells it. */
export interface VisitAddress {
  readonly card: string;
  readonly service: string;
  readonly channel: "kiosk" | "machine";
  readonly kind: string;
  readonly pins: readonly string[];
  readonly pull?: KioskStep | undefined;
}

/** What came of a visit. Without a serial number nothing was handed out. */
export interface VisitReport {
  readonly visit: Visit;
  /** Names of what the machine did, in order: steps, and `paid`, `issued`, `refunded`, `revoked`. */
  readonly events: readonly string[];
  /** Certificates of this service that are valid after the visit. */
  readonly valid: number;
  /** Who signed the paper that came out, as a verifier sees it. */
  readonly signer?: string;
}

export interface IssuingChanges {
  readonly now?: string | undefined;
  readonly pinLimit?: number | string | null | undefined;
  readonly seals?: true | undefined;
  readonly knows?: number | undefined;
}

/** How long a visit may wait for its card, in milliseconds. */
const PATIENCE_MS = 20_000;

interface Issuing {
  readonly server: IssuingServer;
  readonly register: Register;
  /** The server's own clock; the world's until a scenario sets it. */
  readonly clock: { of: Clock };
}

export interface Hands {
  /** Logs in as the system of the service. */
  connect(service: string): Promise<Access>;
  insert(card: string): Promise<void>;
  remove(card: string): Promise<void>;
  readonly random: RandomSource;
}

/** The issuing servers of a world, one for each service whose fixture says so, and the machines in front of them. */
export class IssuingWorld {
  readonly #issuing = new Map<string, Issuing>();
  readonly #pki: TestPki;

  private constructor(pki: TestPki) {
    this.#pki = pki;
  }

  static async start(
    towns: readonly MunicipalityFixture[],
    { pki, clock, folder }: { readonly pki: TestPki; readonly clock: Clock; readonly folder: string },
  ): Promise<IssuingWorld> {
    const world = new IssuingWorld(pki);
    for (const { code, name, services } of towns) {
      for (const [service, { system }] of Object.entries(services)) {
        if (!system.issuing) continue;
        const own: Issuing["clock"] = { of: clock };
        const register = await Register.open(join(folder, `${system.id}.sqlite`));
        const server = await IssuingServer.start({
          identity: await pki.server("issuing-web"),
          clientCa: pki.ca,
          daemon: "daemon",
          ...{ system: system.id, fields: system.fields },
          terminals: { "kiosk-terminal": "kiosk", "machine-terminal": "machine", [COUNTER_TERMINAL]: "counter" },
          signer: await pki.document("issuing-server-signer"),
          municipality: { code, name: name.ja },
          clock: { now: () => own.of.now(), sleep: (ms, signal) => own.of.sleep(ms, signal) },
          calendars: {
            kiosk: readCalendar("convenience"),
            machine: readCalendar("machine"),
            counter: readCalendar("office"),
          },
          register,
        });
        world.#issuing.set(service, { server, register, clock: own });
      }
    }
    return world;
  }

  /** Where the servers take hand-over messages, by service. */
  get urls(): ReadonlyMap<string, string> {
    return new Map([...this.#issuing].map(([service, { server }]) => [service, `${server.url}/users`]));
  }

  /** Where the servers serve the counter, by service. */
  get counters(): ReadonlyMap<string, string> {
    return new Map([...this.#issuing].map(([service, { server }]) => [service, server.url]));
  }

  /** Who signed a paper of the counter, and how many certificates of the service are valid. */
  async judge(service: string, pdf: Buffer | undefined): Promise<{ readonly valid: number; readonly signer?: string }> {
    const valid = (await this.#of(service).register.valid()).length;
    return pdf === undefined ? { valid } : { valid, signer: (await judgePaper(pdf, this.#pki.ca)).signer };
  }

  async set(service: string, { now, pinLimit, seals, knows }: IssuingChanges): Promise<void> {
    const { server, register, clock } = this.#of(service);
    if (knows !== undefined) await server.knows(knows);
    if (now !== undefined) clock.of = new VirtualClock(now);
    if (pinLimit !== undefined) server.pinLimit = pinLimit ?? undefined;
    if (seals) for (const number of await register.numbers()) await register.registerSeal(number);
  }

  async visit(address: VisitAddress, hands: Hands): Promise<VisitReport> {
    const { server, register } = this.#of(address.service);
    const identity = await this.#pki.client(`${address.channel}-terminal`);
    const issuing = new IssuingClient({ url: server.url, ca: this.#pki.ca, identity });
    const access = await hands.connect(address.service);
    const events: string[] = [];
    let pulled: Promise<void> | undefined;
    const observe = (event: KioskEvent) => {
      events.push(event.type === "step" ? event.step : event.type);
      if (event.type === "step" && event.step === address.pull) pulled = hands.remove(address.card);
    };
    const { channel } = address;
    const kiosk = new Kiosk({ access, issuing, channel, random: hands.random, observe });
    const [customer, paper] = person(address);
    try {
      const served = kiosk.serve(customer, AbortSignal.timeout(PATIENCE_MS));
      const inserted = hands.insert(address.card);
      const [visit] = await Promise.all([served, inserted]);
      // At the end of a visit the machine gives the card back.
      await (pulled ?? hands.remove(address.card));
      await emptied(access);
      const valid = (await register.valid()).length;
      const judged = paper.pdf === undefined ? undefined : await judgePaper(paper.pdf, this.#pki.ca);
      return { visit, events, valid, ...(judged && { signer: judged.signer }) };
    } finally {
      await access.close();
    }
  }

  async close(): Promise<void> {
    for (const { server, register } of this.#issuing.values()) {
      await server.close();
      await register.close();
    }
  }

  #of(service: string): Issuing {
    const issuing = this.#issuing.get(service);
    if (issuing === undefined) throw runnerErrors.error("not-ready", { missing: `issuing server of ${service}` });
    return issuing;
  }
}

/** Resolves when the daemon has seen that no card is there: one that comes before would not be seen as another. */
function emptied(access: Access): Promise<void> {
  return new Promise((resolve) => {
    let unwatch = () => {};
    let done = false;
    unwatch = access.watchReaders(({ readers }) => {
      done ||= readers.every(({ state }) => state === "empty");
      if (!done) return;
      unwatch();
      resolve();
    });
    if (done) unwatch();
  });
}

/** Somebody who does what the scenario says, and keeps the paper. Who pulls the card in a step does nothing else in it. */
function person({ pins, kind, pull }: VisitAddress): readonly [Customer, { pdf?: Buffer }] {
  const paper: { pdf?: Buffer } = {};
  const left = [...pins];
  const forEver = new Promise<never>(() => {});
  return [
    {
      enterPin: async () => (pull === "pin" || left.length === 0 ? forEver : left.shift()!),
      choose: async () => (pull === "choose" ? forEver : kind),
      pay: async () => (pull === "pay" ? forEver : undefined),
      print: async (pdf) => {
        if (pull === "print" || pull === "issue") return forEver;
        paper.pdf = pdf;
      },
    },
    paper,
  ];
}
