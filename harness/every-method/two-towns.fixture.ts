import type { JsonWebKey } from "node:crypto";
import { join } from "node:path";
import { toHex } from "#card/bytes/bytes.js";
import { cardAppAid } from "#card/region/aids.js";
import { type MethodName, methods, roleNames } from "#daemon/api/contract/index.js";
import { exampleOf } from "#daemon/api/reference/example.js";
import { openStore } from "#daemon/store/store.js";
import { CITY as A, DaemonInTest, type RawClient } from "../daemon/daemon-in-test.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { TestSecrets } from "../municipality/secrets.js";
import type { TestPki } from "../municipality/test-pki.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { type Kept, openKept } from "./kept.fixture.js";
import { FILE, WaysOfData } from "./ways-of-data.fixture.js";

export { A };
export const B = "13102";

/** In every text of A's that B never says and must never be given. */
export const MARK = "ONLY-TOWN-A-KNOWS";
const ALL_ROLES = "everything";

const hoshimi = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
const tsukimi = loadMunicipality(`${packageRoot}scenarios/fixtures/tsukimi.yaml`);
/** What A's system of this service is told, it refuses; so there is a message of A's that waits to be sent again. */
const REFUSING = "certificate";
const everything = { name: "every role", roles: [...roleNames] };

/** Ids of A by the name of the parameter that takes them. */
export type Ids = Readonly<Record<string, string>>;

/**
 * One running daemon that serves two towns, each with a reader of its own (`r1` is A's, `r2` B's). A has something of every kind:
 * residents, users, a loaded card, applications, stops, approvals, operators, a bulk load.
 */
export class TwoTowns {
  readonly daemon: DaemonInTest;
  readonly card;
  kept!: Kept;
  ids!: Ids;
  ways!: WaysOfData;
  /** Ids of A for methods that take another one under a name of `ids`. */
  #own: { readonly [name in MethodName]?: Ids } = {};
  readonly #secrets = new TestSecrets("the neighbour");
  readonly #pki: TestPki;

  constructor(pki: TestPki) {
    this.#pki = pki;
    this.daemon = new DaemonInTest(pki);
    const key = hoshimi.areaKey;
    this.card = deskCard({ master: this.daemon.secrets.areaMaster("own"), key });
  }

  async start(): Promise<this> {
    const mine = {
      ...hoshimi.operators,
      [ALL_ROLES]: everything,
      "a-clerk": { name: MARK, roles: ["counter"] },
    };
    this.ways = await WaysOfData.start(this.daemon.folder, this.#pki, A);
    await this.daemon.start({
      fixture: { ...hoshimi, operators: mine },
      residents: await this.ways.sectionOf(A),
      deliveries: new Map([[REFUSING, this.ways.desk.url]]),
      neighbour: {
        fixture: { ...tsukimi, operators: { ...tsukimi.operators, "b-everything": everything } },
        secrets: this.#secrets,
        residents: await this.ways.sectionOf(B),
      },
      sections: {
        audit: { systemMunicipality: A },
        readers: {
          owners: [
            { reader: "Reader 1", municipality: A },
            { reader: "Reader 2", municipality: B },
          ],
        },
      },
    });
    this.daemon.cs.setStatus(this.card.cardId, "active");
    this.kept = await openKept(join(this.daemon.folder, "data"));
    this.ids = await this.#settle();
    return this;
  }

  async stop(): Promise<void> {
    await this.kept.close();
    await this.daemon.stop();
    await this.ways.stop();
  }

  /** An operator of A, or of B, who has every role; or one of A's by id. */
  async operator(who: "a" | "b" | (string & {})): Promise<RawClient> {
    if (who !== "b") return this.daemon.loggedIn(who === "a" ? ALL_ROLES : who);
    const client = await this.daemon.greeted();
    const password = this.#secrets.password("b-everything");
    const { error } = await client.ask("session.login", { municipality: B, operatorId: "b-everything", password });
    if (error) throw new Error(error.message);
    return client;
  }

  /** A business system with its certificate: A's `library-window` or B's `tsukimi-library-window`. */
  async system(systemId: string): Promise<RawClient> {
    const { cert, key } = await this.daemon.pki.client(systemId);
    const client = await this.daemon.greeted({ cert, key });
    const { error } = await client.ask("session.loginSystem", { systemId });
    if (error) throw new Error(error.message);
    return client;
  }

  /** Puts A's card into a reader alone, and waits until the daemon knows it. */
  async cardIn(readerId: "r1" | "r2"): Promise<void> {
    for (const { id, card } of this.daemon.readers.readers()) if (card !== "empty") this.daemon.readers.remove(id);
    this.daemon.readers.insert(readerId, this.card);
    await this.daemon.readers.withCard(readerId, {}, async () => {});
  }

  /** What A's card has in its memory. */
  get cardMemory(): string {
    return toHex(this.card.nvm.device.image);
  }

  /** Parameters of a method that name what is A's, wherever a parameter of the name takes it. */
  paramsOf(name: MethodName, over: Ids = {}): Record<string, unknown> {
    const { params } = methods[name];
    const ids: Ids = { ...this.ids, ...this.#own[name], ...over };
    const made = structuredClone(exampleOf(params, "input", name)) as Record<string, unknown>;
    /** Each id that the method takes at this place; what only some calls take, and not this one, stays as it was. */
    const put = (place: Record<string, unknown>, field: string) => {
      if (ids[field] === undefined) return;
      const { [field]: before } = place;
      place[field] = ids[field];
      if (params.safeParse(made).success) return;
      if (before === undefined) delete place[field];
      else place[field] = before;
    };
    for (const field of Object.keys(params.shape)) {
      put(made, field);
      const inner = made[field];
      if (typeof inner !== "object" || inner === null || Array.isArray(inner)) continue;
      for (const key of Object.keys(inner)) put(inner as Record<string, unknown>, key);
    }
    return made;
  }

  /** Waits for the message that A's system refuses. */
  async #refusedMessage(client: RawClient): Promise<string> {
    for (let tries = 0; tries < 1_000; tries++) {
      const { result } = await client.ask("handOver.list");
      const messages = result!["messages"] as { id: string; state: string }[];
      const refused = messages.find(({ state }) => state === "refused");
      if (refused !== undefined) return refused.id;
    }
    throw new Error("the system has refused nothing");
  }

  async #settle(): Promise<Ids> {
    const { cardId } = this.card;
    const residentId = "A-R1";
    const own = await openStore(join(this.daemon.folder, "data", "madoguchi.sqlite"));
    const person = { name: `${MARK} 太郎`, kana: MARK, address: MARK, birth: "1980-01-02", sex: "1" };
    await own.of(A).residents.save([{ municipality: A, residentId, sequence: 1, ...person }]);
    await own.close();
    await this.cardIn("r1");
    const client = await this.operator("a");
    const ask = async (method: MethodName, params: object) => {
      const { result, error } = await client.ask(method, params);
      if (error) throw new Error(`${method}: ${error.message} ${JSON.stringify(error.data.details)}`);
      return result as Record<string, string>;
    };
    const r1 = { readerId: "r1" };
    const { userId = "" } = await ask("users.register", { ...r1, residentId });
    await ask("area.set", r1);
    const loaded = await ask("applications.record", { userId, serviceId: "library", kind: "load" });
    await ask("cardApps.load", { ...r1, applicationId: loaded["applicationId"] });
    const refused = await ask("applications.record", { userId, serviceId: REFUSING, kind: "load" });
    await ask("cardApps.load", { ...r1, applicationId: refused["applicationId"] });
    const messageId = await this.#refusedMessage(client);
    this.#own = { "handOver.retry": { id: messageId }, "forms.get": { form: "user", id: userId } };
    const { result: fileKey } = await client.ask("residents.fileKey");
    await this.ways.bring(A, fileKey!["jwk"] as JsonWebKey, { name: `${MARK} 花子`, address: MARK });
    const { applicationId = "" } = await ask("applications.record", { userId, serviceId: "facilities", kind: "load" });
    const id = "A-USE-ID";
    await ask("serviceIds.add", { residentId, id });
    const { bulkId = "" } = await ask("bulk.begin", { serviceId: "facilities" });
    const asked = { act: "keys.reinitialise", subject: MARK, reason: MARK };
    const { id: approvalId = "" } = await ask("approvals.request", asked);
    client.socket.close();
    const aid = toHex(cardAppAid(A, hoshimi.services["library"]!.number));
    return {
      ...{ cardId, residentId, userId, applicationId, id, bulkId, approvalId, aid, municipality: A, readerId: "r1" },
      ...{ file: FILE, messageId, from: A, operatorId: "a-clerk", serviceId: "library", systemId: "library-window" },
    };
  }
}
