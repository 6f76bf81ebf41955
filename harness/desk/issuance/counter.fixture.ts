import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { Call, OperatorSession } from "#daemon/api/call.js";
import { type MethodName, methods, type ParamsOf, type ResultOf } from "#daemon/api/contract/index.js";
import { issuancePart } from "#daemon/issuance/issuance-part.js";
import { IssuingLink } from "#daemon/issuance/issuing-link.js";
import type { DaemonPart } from "#daemon/main/part.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { catalogueOf } from "#daemon/services/catalogue.js";
import type { Service } from "#daemon/services/service.js";
import type { Identity } from "#daemon/tls/index.js";
import { IssuingServer } from "../../doubles/issuing-server/issuing-server.js";
import { Register } from "../../doubles/issuing-server/register.js";
import { readCalendar } from "../../doubles/opening-hours/calendar-file.js";
import { TestPki } from "../../municipality/test-pki.js";
import { type Desk, operatorOf, service } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { type OpenDesk, type OpenDeskOptions, openDesk } from "../open-desk.fixture.js";
import { Between } from "./between.fixture.js";

export const TOWN = "13101";
export const PIN = "2580";
export const r1 = { readerId: "r1" };
/** Time for an answer of a server on the same machine, however busy that is. */
const ANSWER_MS = 20_000;
/** For who waits for an answer that never comes. */
export const IMPATIENT = { answerMs: 800 } as const;

/** The certificate service with its counter. Its card application locks by itself after five. */
export const CERTIFICATES: Service = (() => {
  const one = service("certificate", 2, { firstRecords: [] }, TOWN, 5);
  return { ...one, system: { ...one.system, channels: ["counter", "kiosk"], conforming: true } };
})();

const SERVICES = catalogueOf([CERTIFICATES], [{ code: TOWN, jointServices: [] }]);

/** Certificates, made once for a file of tests. */
export async function counterPki() {
  const pki = await TestPki.create();
  return {
    ca: pki.ca,
    server: await pki.server("issuing-web"),
    terminal: await pki.client("counter-terminal"),
    signer: await pki.document("issuing-server-signer"),
    close: () => pki.close(),
  };
}
export type CounterPki = Awaited<ReturnType<typeof counterPki>>;

/** How the counter's line to the server is set otherwise. */
export interface LineOptions {
  readonly url?: string;
  readonly ca?: string;
  readonly terminal?: Identity;
  readonly pins?: readonly string[];
  readonly answerMs?: number;
}

/** The issuing server, the line to it, and a card whose application is loaded and has its PIN: all that outlives a daemon. */
export class Counter {
  readonly pki: CounterPki;
  readonly register: Register;
  readonly server: IssuingServer;
  readonly between: Between;
  readonly clock = new VirtualClock("2026-04-06T10:00:00+09:00");
  readonly folder: string;
  card!: DeskCard;
  number = "";

  private constructor(
    pki: CounterPki,
    parts: { readonly register: Register; readonly server: IssuingServer; readonly between: Between; folder: string },
  ) {
    this.pki = pki;
    ({ register: this.register, server: this.server, between: this.between, folder: this.folder } = parts);
  }

  static async open(pki: CounterPki): Promise<Counter> {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-issuance-"));
    const register = await Register.open(join(folder, "register.sqlite"));
    const clock = { of: new VirtualClock() };
    const server = await IssuingServer.start({
      ...{ identity: pki.server, clientCa: pki.ca, daemon: "daemon", fields: ["name", "birth", "address"] },
      terminals: { "counter-terminal": "counter" },
      signer: pki.signer,
      municipality: { code: TOWN, name: "試験市" },
      clock: { now: () => clock.of.now(), sleep: (ms, signal) => clock.of.sleep(ms, signal) },
      calendars: {
        kiosk: readCalendar("convenience"),
        machine: readCalendar("machine"),
        counter: readCalendar("office"),
      },
      register,
    });
    const between = await Between.start({
      server: () => server.url,
      shows: pki.server,
      terminal: pki.terminal,
      ca: pki.ca,
    });
    const counter = new Counter(pki, { register, server, between, folder });
    clock.of = counter.clock;
    await counter.#prepare();
    return counter;
  }

  /** Loads the application, sets its PIN, and tells the server of the user, as the hand-over does. */
  async #prepare(): Promise<void> {
    const { desk, store, close } = await this.desk({ ids: "prepared" });
    this.card = deskCard();
    await desk.insert(this.card);
    await desk.call("area.set", r1);
    const applicationId = await desk.applies(this.card, "certificate", "load");
    await desk.call("cardApps.load", { ...r1, applicationId });
    await desk.call("cardApps.setPin", { ...r1, serviceId: "certificate", pin: PIN });
    const user = await store.of(TOWN).users.findByCard(this.card.cardId);
    this.number = (await store.of(TOWN).systemNumbers.find(CERTIFICATES.system.id, user!.id))!.number;
    await close();
    await this.register.users.take({
      ...{ interface: "1.0", id: "m1", service: "certificate", number: this.number, sequence: 1, kind: "registered" },
      ...{ date: "2026-04-06", fields: { name: "見本　花子", birth: "1980-01-02", address: "見本県" } },
    });
  }

  /** A daemon's desk on this counter's store; the card is not in the reader yet. */
  desk(
    { ids, ...options }: OpenDeskOptions & { readonly ids: string },
    over: Partial<DaemonPorts> = {},
  ): Promise<OpenDesk> {
    const file = join(this.folder, "desk.sqlite");
    return openDesk({ services: SERVICES, clock: this.clock, ...over }, { file, ids, ...options });
  }

  line({
    url = this.between.url,
    ca = this.pki.ca,
    terminal = this.pki.terminal,
    pins = [],
    answerMs = ANSWER_MS,
  }: LineOptions = {}) {
    return new IssuingLink({ url, timeoutMs: answerMs, pins, identity: { ...terminal, ca } });
  }

  /** Serial numbers that somebody may hold in hand. */
  async valid(): Promise<readonly string[]> {
    return (await this.register.valid()).map(({ serial }) => serial);
  }

  /** Wrong entries that the card itself lets through still; none is used by asking. */
  async triesOnCard(desk: Desk): Promise<number> {
    return desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(CERTIFICATES, this.card);
      const session = await openCardApp(link, fromHex(CERTIFICATES.aid), keys, seededRandom("tries"));
      return session.triesLeft();
    });
  }

  async close(): Promise<void> {
    await this.between.close();
    await this.server.close();
    await this.register.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is asked for at the counter, and who asks. */
export interface Entry {
  readonly pin?: string;
  readonly certificate?: string;
  readonly operatorId?: string;
}

/** The issuance part of one daemon. */
export class IssuanceDesk {
  readonly #part: DaemonPart;
  readonly #counter: Counter;
  readonly facts: Record<string, unknown>[] = [];

  constructor(counter: Counter, ports: DaemonPorts, line: LineOptions = {}) {
    this.#counter = counter;
    this.#part = issuancePart(ports, [TOWN], async () => new Map([["certificate", counter.line(line)]]));
  }

  start(): Promise<void> {
    return this.#part.start!();
  }
  /** Resolves when what was open at the start was settled. */
  stop(): Promise<void> {
    return this.#part.stop!();
  }

  call<M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    over: Partial<OperatorSession> = {},
  ): Promise<ResultOf<M>> {
    const call = {
      ...{ session: { ...operatorOf(TOWN), ...over }, correlationId: "c1", signal: new AbortController().signal },
      ...{ target: () => {}, stillPermitted: async () => {} },
      facts: (facts: Record<string, unknown>) => void this.facts.push(facts),
    } as unknown as Call<never>;
    const handler = this.#part.handlers[method] as unknown as (
      params: unknown,
      call: Call<never>,
    ) => Promise<ResultOf<M>>;
    return handler(methods[method].params.parse(params), call);
  }

  issue(requestId: string, { pin = PIN, certificate: kind = "resident", operatorId = "op1" }: Entry = {}) {
    const { cardId } = this.#counter.card;
    return this.call(
      "issuance.issue",
      { requestId, ...r1, cardId, serviceId: "certificate", kind, pin },
      { operatorId },
    );
  }

  /** What lies at the counter: request and state. */
  async list(): Promise<readonly string[]> {
    const { issuances } = await this.call("issuance.list", {});
    return issuances.map(({ requestId, state }) => `${requestId} ${state}`);
  }
}

/** Code of what a call ended with, or `ok`. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => {
      if (isMadoguchiError(error)) return error.code;
      throw error;
    },
  );
