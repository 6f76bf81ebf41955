import { fromHex, toHex } from "#card/bytes/bytes.js";
import { commandKind } from "#card/iso7816/command-names.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import { dialectTable } from "#card/region/dialects/table.js";
import type { Answering, HostileKind } from "#simulator/hostile/index.js";
import { hostileCard, type Overheard, overhear, PosingCard } from "#simulator/hostile/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { CardPersonalisation } from "#simulator/people/index.js";
import { DaemonInTest, type RawClient } from "../daemon/daemon-in-test.js";
import { SERVICE_KEY_VERSION } from "../municipality/packages.js";
import { prepareCard } from "../municipality/prepare-card.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestSecrets } from "../municipality/secrets.js";
import type { TestPki } from "../municipality/test-pki.js";
import { makeCard } from "../runner/card-maker.js";
import { codeOf } from "../runner/check-step.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import type { CardFixture } from "../scenario/schema.js";
import { type ForgedCertificates, forgedPerson } from "./forged-person.fixture.js";
import { JpkiReading } from "./jpki-reading.fixture.js";

/** The service whose application is on the true card, and the one that the resident applied for. */
const LOADED = "library";
const WANTED = "certificate";
const READER = "r1";

/** What an operation with a card came to, what was said of it, and what the card was sent. */
export interface Attempt {
  /** `ok`, or the code of the refusal. */
  readonly code: string;
  readonly result: Readonly<Record<string, unknown>>;
  /** The refusal as it came over the wire. */
  readonly said?: object;
  /** Names of the commands that the card got. */
  readonly commands: readonly string[];
  /** Those of them that write, or carry a PIN. */
  readonly daring: readonly string[];
}

/** A row of the audit log, as far as it is looked at here. */
export interface AuditRow {
  readonly sequence: number;
  readonly event: string;
  readonly outcome: string;
  readonly code?: string;
}

/** Operations of the daemon that reach for a card. The last two are a business system's; `verify` would send a PIN. */
export const OPERATIONS = [
  "cardApps.list",
  "card.diagnose",
  "area.set",
  "cardApps.load",
  "cardApps.delete",
  "cardApps.setPin",
  "access.open",
  "verify",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * A counter with a running daemon, a resident whose card is set, carries an application with a PIN, and has been worked with while somebody
 * listened; and everything recorded that loading, deleting and setting a PIN need. Then hostile cards are put in.
 */
export class HostileCounter {
  readonly daemon: DaemonInTest;
  readonly #fixture: CardFixture;
  readonly #municipality = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
  readonly #overheard: Overheard[] = [];
  #behind!: VirtualCard;
  #operator!: RawClient;
  #auditor!: RawClient;
  #system!: RawClient;
  #auditSeen = 0;
  #uses = 0;
  #cardId = "";
  readonly #applications = new Map<string, string>();
  #seen: Uint8Array[] = [];
  /** Files of 公的個人認証AP that were read since the counter opened, by identifier, whichever card it was. */
  readonly jpkiFilesRead = new Set<number>();

  constructor(pki: TestPki, profile: string) {
    this.daemon = new DaemonInTest(pki, "virtual");
    this.#fixture = {
      profile,
      person: "hanako",
      status: "active",
      settingKey: "own",
      area: "own",
      issuedBy: "own",
      applications: [],
    };
  }

  async open(): Promise<this> {
    await this.daemon.start();
    this.#behind = await this.#issue(this.daemon.secrets);
    this.daemon.cs.setStatus(this.#cardId, "active");
    this.#operator = await this.daemon.loggedIn("senior");
    this.#auditor = await this.daemon.loggedIn("auditor");
    const person = { residentId: "R1", name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
    await this.#ask("residents.import", { content: residentFile(this.#municipality.code, 1, [person]) });
    await this.#insert(new PosingCard(this.#behind, overhear(this.#overheard)));
    const { userId } = await this.#ask("users.register", { readerId: READER, residentId: "R1" });
    const record = async (kind: "load" | "delete", serviceId: string): Promise<string> =>
      (await this.#ask("applications.record", { userId, serviceId, kind }))["applicationId"] as string;
    await this.#ask("cardApps.load", { readerId: READER, applicationId: await record("load", LOADED) });
    await this.#ask("cardApps.setPin", { readerId: READER, serviceId: LOADED, pin: "1234" });
    this.#applications.set("load", await record("load", WANTED));
    this.#applications.set("delete", await record("delete", LOADED));
    this.#system = await this.daemon.greeted(await this.daemon.pki.client(this.#systemId));
    await this.#system.ask("session.loginSystem", { systemId: this.#systemId });
    await this.attempt("verify");
    await this.auditNews();
    return this;
  }

  get #systemId(): string {
    return this.#municipality.services[LOADED]!.system.id;
  }

  close(): Promise<void> {
    return this.daemon.stop();
  }

  /** Puts a hostile card of this kind in. */
  async putIn(kind: HostileKind): Promise<void> {
    const random = seededRandom(`hostile ${kind}`);
    await this.#insert(hostileCard(kind, { behind: this.#behind, overheard: this.#overheard, random }));
  }

  /** Puts in the true card with something in front of it. */
  async putInFront(answering: Answering): Promise<void> {
    await this.#insert(new PosingCard(this.#behind, answering));
  }

  /** Puts in a whole card that a forger issued: the same person and number, certificates as said, the forger's own keys. */
  async putInForgedIssue(certificates: ForgedCertificates): Promise<void> {
    const person = await forgedPerson(this.#fixture.person, certificates);
    await this.#insert(await this.#issue(new TestSecrets("a forger's"), person));
  }

  /** Puts the true card in. */
  async putInTrueCard(): Promise<void> {
    await this.#insert(this.#behind);
  }

  async attempt(operation: Operation): Promise<Attempt> {
    this.#seen = [];
    const using = operation === "verify" || operation === "access.open";
    const outcome = using ? await this.#use(operation) : await this.#call(operation);
    const names = this.#seen.map((command) => commandKind(command[0] ?? 0, command[1] ?? 0, command[2] ?? 0));
    const daring = names.filter(({ writes, secret }) => writes || secret === "reference");
    return { ...outcome, commands: names.map(({ name }) => name), daring: daring.map(({ name }) => name) };
  }

  /** The rows that came into the audit log since it was last asked for. */
  async auditNews(): Promise<readonly AuditRow[]> {
    const { result } = await this.#auditor.ask("audit.list", { after: this.#auditSeen, limit: 1000 });
    const rows = result!["entries"] as AuditRow[];
    this.#auditSeen = rows.at(-1)?.sequence ?? this.#auditSeen;
    return rows;
  }

  async #call(method: Exclude<Operation, "verify" | "access.open">) {
    const kind = method === "cardApps.delete" ? "delete" : "load";
    const { error, result = {} } = await this.#operator.ask(method, {
      readerId: READER,
      ...(method === "cardApps.setPin" ? { serviceId: LOADED, pin: "4321" } : {}),
      ...(method === "cardApps.load" || method === "cardApps.delete"
        ? { applicationId: this.#applications.get(kind) }
        : {}),
    });
    return { code: error?.data.code ?? "ok", result, ...(error && { said: error }) };
  }

  /** A business system, logged in by its certificate, opens its application, and sends the holder's PIN if it gets so far. */
  async #use(operation: "access.open" | "verify") {
    const { result, error } = await this.#system.ask("access.open", { readerId: READER });
    if (error !== undefined) return { code: error.data.code, result: {} };
    const { handle, aid, cardRef } = result as Readonly<Record<"handle" | "aid" | "cardRef", string>>;
    const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
      const answer = await this.#system.ask("access.transmit", { handle, command: toHex(command) });
      if (answer.error !== undefined) throw Object.assign(new Error("refused"), { code: answer.error.data.code });
      return fromHex(answer.result!["response"] as string);
    };
    const verify = async () => {
      const master = this.daemon.secrets.serviceMaster(LOADED);
      const keys = deriveServiceKeys(master, SERVICE_KEY_VERSION, fromHex(aid), fromHex(cardRef));
      const application = await openCardApp(
        { transmit },
        undefined,
        keys,
        seededRandom(`business system ${++this.#uses}`),
      );
      await application.verifyPin("1234");
    };
    const code = operation === "verify" ? await verify().then(() => "ok", codeOf) : "ok";
    await this.#system.ask("access.close", { handle });
    return { code, result: {} };
  }

  async #issue(secrets: TestSecrets, forged?: CardPersonalisation): Promise<VirtualCard> {
    const ports = { clock: new VirtualClock(), random: seededRandom("issue") };
    const card = await makeCard(this.#fixture, this.#municipality, secrets, ports, forged);
    const random = seededRandom("preparation");
    const preparation = { municipality: this.#municipality, secrets, random, dialects: dialectTable };
    this.#cardId = await prepareCard(card, this.#fixture, preparation);
    return card;
  }

  /** Puts a card in, watched, and waits until the daemon has looked at it. */
  async #insert(card: VirtualCard): Promise<void> {
    const reading = new JpkiReading(this.jpkiFilesRead);
    const watched: VirtualCard = {
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
        this.#seen.push(command.slice());
        reading.watch(command);
        return card.transmit(command);
      },
    };
    const { readers } = this.daemon;
    readers.insert(READER, watched);
    await readers.withCard(READER, {}, async () => {}).catch(() => {});
  }

  async #ask(method: string, params: unknown): Promise<Record<string, unknown>> {
    const { error, result } = await this.#operator.ask(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.data.code}`);
    return result!;
  }
}
