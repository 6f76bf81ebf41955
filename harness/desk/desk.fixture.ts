import { generateKeyPairSync } from "node:crypto";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { cardAppAid, cardAppLoadFileAid } from "#card/region/aids.js";
import { deriveCardRef, deriveServiceKeys } from "#card/region/derived-keys.js";
import { dialectTable } from "#card/region/dialects/table.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { Call, Handlers, OperatorSession } from "#daemon/api/call.js";
import { type MethodName, methods, type ParamsOf, type ResultOf, type Right } from "#daemon/api/contract/index.js";
import { Approvals } from "#daemon/approvals/approvals.js";
import { AuditOutbox } from "#daemon/audit/audit-outbox.js";
import type { AuditEvent } from "#daemon/audit/audit-port.js";
import { bulkPart } from "#daemon/bulk/bulk-part.js";
import { withKnownCard } from "#daemon/cards/known-card.js";
import { keyErrors } from "#daemon/keys/key-errors.js";
import { newsOf } from "#daemon/main/news.js";
import type { DaemonPart } from "#daemon/main/part.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { municipalitiesOf } from "#daemon/municipalities/municipalities.js";
import { regionPart } from "#daemon/region/part.js";
import { residentPart } from "#daemon/residents/resident-part.js";
import { groupPart } from "#daemon/services/group-part.js";
import { handOverPart } from "#daemon/services/hand-over/index.js";
import type { Service } from "#daemon/services/service.js";
import { servicePart } from "#daemon/services/service-part.js";
import { StatusBook } from "#daemon/status/status-book.js";
import { stopPart } from "#daemon/stops/stop-part.js";
import type { OperationState } from "#daemon/store/records.js";
import type { Store } from "#daemon/store/repositories.js";
import { usePart } from "#daemon/use/use-part.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { AREA_KEY, AREA_MASTER, type DeskCard } from "./desk-card.fixture.js";

const signingKey = generateKeyPairSync("ed25519").privateKey;

/** A service of the municipality with its package; `library` has a PIN, eight files, and a load file of two blocks. */
export function service(
  id: string,
  number: number,
  over: Partial<Service> = {},
  municipality = "13101",
  tries = 3,
): Service {
  const aid = cardAppAid(municipality, number);
  return {
    id,
    municipality,
    name: { en: id, ja: id },
    number,
    aid: toHex(aid),
    package: buildPackage(
      {
        aid,
        loadFileAid: cardAppLoadFileAid(municipality, number),
        municipality,
        version: "1.0.0",
        serviceKey: { version: 1, length: 16 },
        pin: { tries, minLength: 4, maxLength: 4 },
        files: Array.from({ length: 8 }, (_, index) => ({
          id: index + 1,
          records: 1,
          recordSize: 40,
          access: { read: "system", update: "system" },
        })),
      },
      signingKey,
    ),
    firstRecords: [{ file: 1, record: 1, data: Uint8Array.of(0x41, 0x42) }],
    ordinance: "条例第1号",
    system: { id: `${id}-system`, certificateFingerprint: "00" },
    ...over,
  };
}

export const LIBRARY = service("library", 1);
export const CERTIFICATE = service("certificate", 2, { firstRecords: [] });
export const UNORDAINED = service("unordained", 3);

export const serviceMaster = (id: string): Uint8Array => new Uint8Array(32).fill(id.length);

/** The references of cards at this desk: any secret will do, but the same for both sides. */
const cardRef = (aid: string, cardId: string) => deriveCardRef(new Uint8Array(32), fromHex(aid), fromHex(cardId));

const noTickets = async () => {
  throw new Error("no tickets at this desk");
};
const NO_TICKETS: DaemonPorts["tickets"] = { publicKeys: noTickets, issue: noTickets, open: noTickets };

/** No business system of these tests takes messages, unless one is handed in. */
const NO_HAND_OVER: DaemonPorts["handOver"] = {
  start: () => {},
  stop: async () => {},
  wake: () => {},
  isDown: () => false,
  idle: async () => {},
};

/** The operator of these tests, at a municipality's counter. */
export function operatorOf(municipality: string): OperatorSession {
  return { kind: "operator", id: "s1", operatorId: "op1", name: "Operator", municipality, roles: ["counter"] };
}

/** What is asked of the daemon at one counter: its region part over real stores and readers, everything else in the test's hand. */
export class Desk {
  readonly clock: VirtualClock;
  readonly readers: MemoryReaders;
  readonly audit: AuditEvent[] = [];
  readonly announced: { readonly method: string; readonly params: unknown }[] = [];
  readonly failed: { readonly event: string; readonly error: unknown }[] = [];
  /** Events of the failure log that are no errors. */
  readonly noted: string[] = [];
  readonly progress: string[] = [];
  /** What the calls put on record beside their names. */
  readonly facts: Record<string, unknown>[] = [];
  readonly rights = new Set<Right>();
  status: OperationState = "active";
  /** How the status is asked for, where `status` alone will not do. */
  asks: DaemonPorts["status"]["ask"] = async (cardId) => ({ cardId, state: this.status, source: "live" });
  /** Where states come in that nobody asked for. */
  readonly book: StatusBook;
  readonly ports: DaemonPorts;
  readonly part: DaemonPart;
  readonly #handlers: Handlers;
  readonly #store: Store;
  #ids = 0;

  constructor(store: Store, over: Partial<DaemonPorts> = {}, options: { ids?: string; master?: Uint8Array } = {}) {
    this.#store = store;
    this.clock = over.clock instanceof VirtualClock ? over.clock : new VirtualClock();
    this.readers = new MemoryReaders({ clock: this.clock, readers: [{ id: "r1" }] });
    const { ordinance: _, ...unordained } = UNORDAINED;
    const services = [LIBRARY, CERTIFICATE, unordained];
    const of = (municipality: string) => services.filter((one) => one.municipality === municipality);
    const audit: DaemonPorts["audit"] = { record: async (event) => void this.audit.push(event) };
    const failures: DaemonPorts["failures"] = {
      info: (event) => void this.noted.push(event),
      error: (event, error) => void this.failed.push({ event, error }),
    };
    const tenants = [...new Set(services.map(({ municipality }) => municipality))];
    const auditOutbox = new AuditOutbox({ store, audit, failures, clock: this.clock });
    this.book = new StatusBook({ store, audit, auditOutbox, failures, newId: () => this.ports.newId() }, tenants);
    this.ports = {
      clock: this.clock,
      random: seededRandom(`desk ${options.ids ?? ""}`),
      readers: this.readers,
      dialects: dialectTable,
      store,
      audit,
      auditOutbox,
      failures,
      announcer: {
        announce: (method, params) => void this.announced.push({ method, params }),
        announceEach: (method, paramsFor) =>
          void this.announced.push({ method, params: paramsFor(operatorOf("13101")) }),
      },
      services: {
        of,
        find: (municipality, id) => of(municipality).find((one) => one.id === id),
        byAid: (aid) => services.find((one) => one.aid === aid),
        bySystem: (id) => services.find((one) => one.system.id === id),
      },
      areaKeys: {
        current: async () => AREA_KEY,
        all: async (municipality) => (municipality === "13101" ? [AREA_KEY] : []),
        withMaster: async (municipality, { keyId, generation }, use) => {
          const known = municipality === "13101" && keyId === AREA_KEY.keyId && generation === AREA_KEY.generation;
          if (!known) throw keyErrors.error("no-area-key", { municipality, keyId, generation });
          return use(options.master ?? AREA_MASTER);
        },
      },
      cardRefs: { of: async (aid, cardId) => toHex(cardRef(aid, cardId)) },
      serviceKeys: { withMaster: (id, use) => use(serviceMaster(id), 1) },
      status: {
        ask: (...of) => this.asks(...of),
        onChange: (listener) => this.book.onChange(listener),
      },
      statusSources: { book: this.book, changes: async () => [], signers: [] },
      handOver: NO_HAND_OVER,
      municipalities: municipalitiesOf([]),
      tickets: NO_TICKETS,
      sessions: { endOf: () => 0 },
      approvals: new Approvals({ store, clock: this.clock, newId: () => this.ports.newId() }),
      residentSettings: {
        municipalities: [],
        of: () => ({ signers: [], plain: true, items: [] }),
        recipient: noTickets,
        signer: noTickets,
      },
      stopNews: newsOf(),
      importNews: newsOf(),
      newId: () => `${options.ids ?? "id"}-${++this.#ids}`,
      ...over,
    };
    this.part = regionPart(this.ports);
    const identify = (readerId: string) => withKnownCard(this.ports, readerId, {}, async ({ identity }) => identity);
    this.#handlers = {
      ...this.part.handlers,
      ...residentPart(this.ports, identify).handlers,
      ...stopPart(this.ports).handlers,
      ...handOverPart(this.ports).handlers,
      ...usePart(this.ports, identify).handlers,
      ...servicePart(this.ports).handlers,
      ...groupPart(this.ports).handlers,
      ...bulkPart(this.ports, identify).handlers,
    };
  }

  async open(): Promise<void> {
    await this.readers.start();
    await this.part.start?.();
  }

  /** Calls a method as an operator of the municipality who has the method's own right, and those in `rights`. */
  async call<M extends MethodName>(method: M, params: ParamsOf<M>, municipality = "13101"): Promise<ResultOf<M>> {
    const session = operatorOf(municipality);
    const call = {
      session,
      correlationId: "c1",
      signal: new AbortController().signal,
      target: () => {},
      facts: (facts: Record<string, unknown>) => void this.facts.push(facts),
      permit: async (right: Right) => {
        if (!this.rights.has(right)) throw new Error(`not permitted: ${right}`);
      },
      stillPermitted: async () => {},
      notify: (_: string, { name, done, total }: { name: string; done: number; total: number }) =>
        void this.progress.push(`${done}/${total} ${name}`),
    } as unknown as Call<never>;
    const handler = this.#handlers[method] as unknown as (params: unknown, call: Call<never>) => Promise<ResultOf<M>>;
    return handler(methods[method].params.parse(params), call);
  }

  /** Puts a card in and waits until the daemon knows it and has mended what was interrupted. */
  async insert(card: VirtualCard): Promise<void> {
    this.readers.insert("r1", card);
    await this.settled();
  }

  /** Resolves when nobody holds the card any more: holds of one reader queue in order of arrival. */
  async settled(): Promise<void> {
    await this.readers.withCard("r1", {}, async () => {}).catch(() => {});
  }

  /** A resident's application for a service, with the user that this card belongs to. */
  async applies(
    card: { readonly cardId: string },
    serviceId: string,
    kind: "load" | "delete",
    municipality = "13101",
  ): Promise<string> {
    const store = this.#store.of(municipality);
    let user = await store.users.findByCard(card.cardId);
    if (user === undefined) {
      const id = this.ports.newId();
      const person = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
      await store.residents.save([{ municipality, residentId: "R1", sequence: 1, ...person }]);
      user = { id, municipality, residentId: "R1", cardId: card.cardId, registeredBy: "op1", registeredAt: 0 };
      await store.users.add(user);
    }
    const id = this.ports.newId();
    const recorded = { recordedBy: "op1", recordedAt: 0, state: "open" } as const;
    await store.applications.add({ id, municipality, userId: user.id, serviceId, kind, ...recorded });
    return id;
  }

  serviceKeys(one: Service, card: DeskCard) {
    return deriveServiceKeys(serviceMaster(one.id), 1, fromHex(one.aid), cardRef(one.aid, card.cardId));
  }
}
