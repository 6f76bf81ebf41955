import { fromHex, toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { cardAppAid } from "#card/region/aids.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import { dialectTable } from "#card/region/dialects/table.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { DaemonInTest, RawClient } from "../daemon/daemon-in-test.js";
import { SERVICE_KEY_VERSION } from "../municipality/packages.js";
import { prepareCard } from "../municipality/prepare-card.js";
import { residentFile } from "../municipality/resident-file.js";
import { makeCard } from "../runner/card-maker.js";
import { codeOf } from "../runner/check-step.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";

export const SERVICES = ["library", "certificate", "facilities"] as const;
export type ServiceId = (typeof SERVICES)[number];

/** Rows of the audit log that are read at once. */
const PAGE = 1000;

/** How a card comes into the reader: in memory, or through pcscd. */
export type Insert = (card: VirtualCard) => Promise<string>;

interface AuditRow {
  readonly sequence: number;
  readonly event: string;
  readonly outcome: string;
  readonly code?: string;
  readonly actor?: string;
}

/** A counter with one card that carries an application of every service, each loaded by the daemon, and a connection of every system. */
export class FirewallCounter {
  readonly daemon: DaemonInTest;
  readonly municipality = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
  card!: VirtualCard;
  readerId = "";
  /** Commands that the card got. */
  seen: string[] = [];
  readonly #systems = new Map<ServiceId, RawClient>();
  #auditor!: RawClient;

  constructor(daemon: DaemonInTest) {
    this.daemon = daemon;
  }

  async open(insert: Insert): Promise<this> {
    const { daemon, municipality } = this;
    await daemon.start();
    const ports = { clock: new VirtualClock(), random: seededRandom("firewall") };
    const fixture = {
      ...{ profile: "aoba", person: "hanako", status: "active", applications: [] },
      ...({ settingKey: "own", area: "own", issuedBy: "own" } as const),
    };
    this.card = await makeCard(fixture, municipality, daemon.secrets, ports);
    const preparation = { municipality, secrets: daemon.secrets, random: ports.random, dialects: dialectTable };
    daemon.cs.setStatus(await prepareCard(this.card, fixture, preparation), "active");
    this.readerId = await insert(this.#watched());
    const operator = await daemon.loggedIn("senior");
    const ask = async (method: string, params: object): Promise<Record<string, unknown>> => {
      const { error, result } = await operator.ask(method, params);
      if (error !== undefined) throw new Error(`${method}: ${error.data.code}`);
      return result!;
    };
    const person = { residentId: "R1", name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
    await ask("residents.import", { content: residentFile(municipality.code, 1, [person]) });
    const { readerId } = this;
    const { userId } = await ask("users.register", { readerId, residentId: "R1" });
    for (const serviceId of SERVICES) {
      const { applicationId } = await ask("applications.record", { userId, serviceId, kind: "load" });
      await ask("cardApps.load", { readerId, applicationId });
      if (municipality.services[serviceId]!.pin) await ask("cardApps.setPin", { readerId, serviceId, pin: "1234" });
      const systemId = this.systemId(serviceId);
      const system = await daemon.greeted(await daemon.pki.client(systemId));
      await system.ask("session.loginSystem", { systemId });
      this.#systems.set(serviceId, system);
    }
    this.#auditor = await daemon.loggedIn("auditor");
    return this;
  }

  systemId(service: ServiceId): string {
    return this.municipality.services[service]!.system.id;
  }

  aid(service: ServiceId): Uint8Array {
    return cardAppAid(this.municipality.code, this.municipality.services[service]!.number);
  }

  /** The daemon opens the system's application for it. */
  async openAs(service: ServiceId): Promise<Readonly<Record<"handle" | "aid" | "cardRef", string>>> {
    const { error, result } = await this.#systems.get(service)!.ask("access.open", { readerId: this.readerId });
    if (error !== undefined) throw new Error(error.data.code);
    return result as Readonly<Record<"handle" | "aid" | "cardRef", string>>;
  }

  /** What the daemon says to one command of a system: `ok`, or the refusal's code. */
  send(service: ServiceId, handle: string, command: string): Promise<string> {
    return this.#systems.get(service)!.codeOf("access.transmit", { handle, command });
  }

  /** What the card answers to one command of a system, as hexadecimal digits. */
  async answer(service: ServiceId, handle: string, command: string): Promise<string> {
    const { error, result } = await this.#systems.get(service)!.ask("access.transmit", { handle, command });
    return error?.data.code ?? String(result!["response"]);
  }

  async close(service: ServiceId, handle: string): Promise<void> {
    await this.#systems.get(service)!.ask("access.close", { handle });
  }

  /** The keys that a system has for an application on this card, which it knows by `cardRef`. */
  keys(service: ServiceId, aid: Uint8Array, cardRef: string): ChannelKeys {
    return deriveServiceKeys(this.daemon.secrets.serviceMaster(service), SERVICE_KEY_VERSION, aid, fromHex(cardRef));
  }

  /** The system authenticates with its application through the daemon and asks how many tries of the PIN there are. */
  async triesLeft(service: ServiceId, { handle, cardRef }: { handle: string; cardRef: string }): Promise<number> {
    const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
      const answer = await this.#systems.get(service)!.ask("access.transmit", { handle, command: toHex(command) });
      if (answer.error !== undefined) throw new Error(answer.error.data.code);
      return fromHex(answer.result!["response"] as string);
    };
    const keys = this.keys(service, this.aid(service), cardRef);
    return (await openCardApp({ transmit }, undefined, keys, seededRandom(service))).triesLeft();
  }

  /** Without a daemon between: `ok`, or the code of the refusal. */
  async authenticate(aid: Uint8Array, keys: ChannelKeys): Promise<string> {
    const link = { transmit: async (command: Uint8Array) => this.card.transmit(command) };
    return openCardApp(link, aid, keys, seededRandom("a system at the card itself")).then(() => "ok", codeOf);
  }

  /** Refusals of commands in the audit log, counted by who was refused and why. */
  async refusals(): Promise<Readonly<Record<string, number>>> {
    const counted: Record<string, number> = {};
    for (const { event, outcome, code, actor } of await this.#log()) {
      if (event !== "access.transmit" || outcome === "ok") continue;
      counted[`${actor} ${code}`] = (counted[`${actor} ${code}`] ?? 0) + 1;
    }
    return counted;
  }

  /** How often a method was refused with this code. */
  async refused(method: string, refusal: string): Promise<number> {
    return (await this.#log()).filter(({ event, code }) => event === method && code === refusal).length;
  }

  async #log(): Promise<readonly AuditRow[]> {
    const all: AuditRow[] = [];
    for (;;) {
      const { result } = await this.#auditor.ask("audit.list", { after: all.at(-1)?.sequence ?? 0, limit: PAGE });
      const rows = result!["entries"] as AuditRow[];
      all.push(...rows);
      // Each reading of the log is a row of the log: the last page is never empty.
      if (rows.length < PAGE) return all;
    }
  }

  #watched(): VirtualCard {
    const { card, seen } = this;
    return {
      get atr() {
        return card.atr;
      },
      get tookMs() {
        return card.tookMs ?? 0;
      },
      powerOn: () => card.powerOn(),
      powerOff: () => card.powerOff(),
      reset: () => card.reset(),
      transmit: (command) => {
        seen.push(toHex(command));
        return card.transmit(command);
      },
    };
  }
}
