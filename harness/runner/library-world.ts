import { join } from "node:path";
import type { CardApp } from "#access/index.js";
import { type Clock, VirtualClock } from "#card/ports/clock.js";
import type { Circulation, LibraryAct } from "../doubles/library/circulation.js";
import { LibrarySystem } from "../doubles/library/library-system.js";
import { LibraryWindow, type PinRule, USUAL_PIN_RULE, type WindowAnswer } from "../doubles/library/library-window.js";
import { HOUSE_ITEMS, Shelves } from "../doubles/library/shelves.js";
import { Sip2Client } from "../doubles/library/sip2/sip2-client.js";
import { Sip2Server } from "../doubles/library/sip2/sip2-server.js";
import type { TestPki } from "../municipality/test-pki.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { runnerErrors } from "./errors.js";

/** An act at a library's window as a scenario tells it. */
export interface LibraryAddress {
  readonly service: string;
  readonly act: LibraryAct;
  readonly item?: string | undefined;
  readonly pin?: string | undefined;
  /** Whose library. */
  readonly at: "own" | "partner";
  /** Another service, whose system tries it with its own certificate. */
  readonly as?: string | undefined;
}

export interface LibraryReport extends WindowAnswer {
  /** Names of the resident data that this library was told, of anybody. */
  readonly knows: readonly string[];
}

export interface LibraryChanges {
  readonly at: "own" | "partner";
  readonly pinFor?: PinRule | undefined;
  readonly knows?: number | undefined;
  /** The time on its own clock. */
  readonly now?: string | undefined;
  /** The window reaches the library system by SIP2 from now on. */
  readonly sip2?: true | undefined;
}

interface Library {
  readonly system: LibrarySystem;
  readonly shelves: Shelves;
  /** Its own clock; the world's until a scenario sets it. */
  readonly clock: { of: Clock };
  pinFor: PinRule;
  /** What the window asks: the system itself, or what speaks SIP2 with it. */
  circulation: Circulation;
}

/** The libraries of a world: one for each service whose fixture says so, and the neighbour's, which is told nothing of anybody. */
export class LibraryWorld {
  readonly #libraries = new Map<string, Library>();
  readonly #lines: (() => Promise<void>)[] = [];
  readonly #clock: Clock;

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  static async start(
    towns: readonly MunicipalityFixture[],
    { pki, clock, folder }: { readonly pki: TestPki; readonly clock: Clock; readonly folder: string },
  ): Promise<LibraryWorld> {
    const world = new LibraryWorld(clock);
    for (const { services } of towns) {
      for (const [service, { system, shared }] of Object.entries(services)) {
        if (!system.library) continue;
        for (const at of shared && towns.length > 1 ? (["own", "partner"] as const) : (["own"] as const)) {
          const shelves = await Shelves.open(join(folder, `${system.id}-${at}.sqlite`), HOUSE_ITEMS);
          const own: Library["clock"] = { of: clock };
          const library = await LibrarySystem.start({
            identity: await pki.server("library-web"),
            clientCa: pki.ca,
            daemon: "daemon",
            ...{ system: system.id, fields: system.fields },
            clock: { now: () => own.of.now(), sleep: (ms, signal) => own.of.sleep(ms, signal) },
            shelves,
            guests: at === "partner",
          });
          world.#libraries.set(`${service} ${at}`, {
            system: library,
            circulation: library,
            clock: own,
            shelves,
            pinFor: USUAL_PIN_RULE,
          });
        }
      }
    }
    return world;
  }

  /** Where the libraries take hand-over messages, by service: only the municipality's own is told of users. */
  get urls(): ReadonlyMap<string, string> {
    const own = [...this.#libraries].filter(([name]) => name.endsWith(" own"));
    return new Map(own.map(([name, { system }]) => [name.split(" ")[0]!, system.url]));
  }

  async set(service: string, { at, now, pinFor, knows, sip2 }: LibraryChanges): Promise<void> {
    const library = this.#of(service, at);
    if (knows !== undefined) await library.system.knows(knows);
    if (now !== undefined) library.clock.of = new VirtualClock(now);
    if (pinFor !== undefined) library.pinFor = pinFor;
    if (sip2) library.circulation = await this.#bySip2(library.system);
  }

  /** Puts a SIP2 line between the window and the library system. */
  async #bySip2(circulation: Circulation): Promise<Circulation> {
    const institution = { id: "LIBRARY", name: "図書館（試験用）" };
    const server = await Sip2Server.start({ circulation, clock: this.#clock, institution, terminals: { window: "w" } });
    this.#lines.push(() => server.close());
    const terminal = { user: "window", password: "w", institution: institution.id };
    const client = await Sip2Client.connect({ port: server.port, clock: this.#clock, ...terminal });
    this.#lines.push(() => client.close());
    return client;
  }

  /** Serves the card whose application `open` gives. */
  async serve(
    { service, at, act, item, pin }: LibraryAddress,
    open: (use: (app: CardApp) => Promise<WindowAnswer>) => Promise<WindowAnswer>,
  ): Promise<LibraryReport> {
    const { circulation, shelves, pinFor } = this.#of(service, at);
    const window = new LibraryWindow(circulation, pinFor);
    const answer = await open((app) => window.serve(app, { act, item, pin }));
    return { ...answer, knows: await shelves.fields() };
  }

  async close(): Promise<void> {
    for (const end of this.#lines.splice(0).reverse()) await end();
    for (const { system, shelves } of this.#libraries.values()) {
      await system.close();
      await shelves.close();
    }
  }

  #of(service: string, at: "own" | "partner"): Library {
    const library = this.#libraries.get(`${service} ${at}`);
    if (library === undefined) throw runnerErrors.error("not-ready", { missing: `library of ${service} (${at})` });
    return library;
  }
}
