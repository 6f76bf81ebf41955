import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { keyErrors } from "#daemon/keys/key-errors.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { municipalitiesOf } from "#daemon/municipalities/municipalities.js";
import type { Partner } from "#daemon/tickets/partners.js";
import { createCard } from "#simulator/card/index.js";
import { issuePerson, KeyStore, residentNames } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { killedAt, pull } from "./broken-off.fixture.js";
import type { Desk } from "./desk.fixture.js";
import { AREA_KEY, AREA_MASTER, deskCard } from "./desk-card.fixture.js";
import { partnerOf, residentIs, townPorts } from "./move/towns.fixture.js";
import { type OpenDesk, openDesk } from "./open-desk.fixture.js";

const r1 = { readerId: "r1" };
const CITY = "13101";
const TOWN = "13901";
const OTHER = "13102";
const SECOND = { keyId: "K1", generation: 2, master: new Uint8Array(32).fill(0xb2) };
const FIRST = { ...AREA_KEY, master: AREA_MASTER };
const TOWNS_KEY = { keyId: "OLD-1", generation: 1, master: new Uint8Array(32).fill(0xc3) };

/** What a system holds that has registered these keys, the newest first, and has taken in a town. */
function holding(...own: readonly (typeof FIRST | typeof SECOND)[]): Partial<DaemonPorts> {
  const keysOf = (code: string) => (code === CITY ? own : code === TOWN ? [TOWNS_KEY] : []);
  const named = (code: string) => keysOf(code).map(({ keyId, generation }) => ({ keyId, generation }));
  return {
    municipalities: municipalitiesOf([{ code: CITY, predecessors: [{ code: TOWN, name: "former", areaKeys: [] }] }]),
    areaKeys: {
      current: async (code) => named(code)[0]!,
      all: async (code) => named(code),
      withMaster: async (code, { keyId, generation }, use) => {
        const key = keysOf(code).find((one) => one.keyId === keyId && one.generation === generation);
        if (key === undefined) throw keyErrors.error("no-area-key", { keyId, generation });
        return use(key.master.slice());
      },
    },
  };
}

const BEFORE = holding(FIRST);
const AFTER = holding(SECOND, FIRST);

describe("Cards of several key generations at one counter", function () {
  this.timeout(60_000);
  let folder: string;
  let files = 0;
  const opened: OpenDesk[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "desk-generations-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  const newFile = () => join(folder, `${++files}.sqlite`);
  async function counter(ports: Partial<DaemonPorts>, file = newFile(), ids = "g"): Promise<OpenDesk> {
    const open = await openDesk(ports, { file, ids: `${ids}${files}` });
    opened.push(open);
    return open;
  }
  const keyOn = async (desk: Desk) => {
    const { area } = await desk.call("cardApps.list", r1);
    return `${area?.municipality} ${area?.keyId} ${area?.generation}`;
  };
  const loads = async (desk: Desk, card: { readonly cardId: string }) => {
    for (const [kind, method] of [
      ["load", "cardApps.load"],
      ["delete", "cardApps.delete"],
      ["load", "cardApps.load"],
    ] as const) {
      const applicationId = await desk.applies(card, "library", kind);
      await desk.call(method, { ...r1, applicationId });
    }
  };

  it("all go on working after a new generation: those that were set, and those that were only issued (X-25, R-AREA-06, R-AREA-03)", async () => {
    const set = deskCard({ cin: "GENERATE01" });
    const issued = deskCard({ cin: "GENERATE02" });
    const fresh = deskCard({ cin: "GENERATE03", master: SECOND.master, key: SECOND });
    const old = await counter(BEFORE);
    await old.desk.insert(set);
    await old.desk.call("area.set", r1);
    const { desk } = await counter(AFTER);
    await desk.insert(set);
    expect(await keyOn(desk)).to.equal("13101 K1 1");
    await loads(desk, set);
    for (const card of [issued, fresh]) {
      await desk.insert(card);
      const applicationId = await desk.applies(card, "library", "load");
      expect((await refusal(desk.call("cardApps.load", { ...r1, applicationId }))).code).to.equal("card.area-not-set");
      await desk.call("area.set", r1);
      expect(await keyOn(desk)).to.equal("13101 K1 2");
      await loads(desk, card);
    }
  });

  it("are re-keyed one by one, with what is loaded; the older key opens such a card no more (A-18, R-AREA-06)", async () => {
    const card = deskCard({ cin: "GENERATE04" });
    const old = await counter(BEFORE);
    await old.desk.insert(card);
    await old.desk.call("area.set", r1);
    await loads(old.desk, card);
    const { desk } = await counter(AFTER);
    await desk.insert(card);
    const { area, from } = await desk.call("area.rekey", r1);
    expect(area).to.include({ municipality: CITY, keyId: "K1", generation: 2 });
    expect(from).to.deep.equal({ municipality: CITY, ...AREA_KEY });
    const { applications } = await desk.call("cardApps.list", r1);
    expect(applications.map(({ state }) => state)).to.deep.equal(["personalised"]);
    expect((await refusal(desk.call("area.rekey", r1))).code).to.equal("gate.key-current");
    await old.desk.insert(card);
    const wish = await old.desk.applies(card, "library", "delete");
    const refused = await refusal(old.desk.call("cardApps.delete", { ...r1, applicationId: wish }));
    expect(refused.code).to.equal("card.area-key-mismatch");
  });

  it("only issued under an older generation can be handed over by a ticket too: the one who issues it says which (R-MOVE-06)", async () => {
    const b = { ...holding(), municipalities: municipalitiesOf([{ code: OTHER, predecessors: [] }]) };
    const own = { keyId: "KB", generation: 1, master: new Uint8Array(32).fill(0xd4) };
    const bPorts: Partial<DaemonPorts> = {
      ...b,
      areaKeys: {
        current: async () => ({ keyId: own.keyId, generation: own.generation }),
        all: async (code) => (code === OTHER ? [{ keyId: own.keyId, generation: own.generation }] : []),
        withMaster: async (code, _key, use) => {
          if (code !== OTHER) throw keyErrors.error("no-area-key", {});
          return use(own.master.slice());
        },
      },
    };
    const tickets = (code: string, partners: readonly Partner[]) => townPorts({ towns: [code], partners }).tickets!;
    const aTickets = tickets(CITY, [await partnerOf({ tickets: tickets(OTHER, []) }, OTHER)]);
    const bTickets = tickets(OTHER, [await partnerOf({ tickets: tickets(CITY, []) }, CITY)]);
    const a = await counter({ ...AFTER, tickets: aTickets });
    const there = await counter({ ...bPorts, tickets: bTickets });
    const card = deskCard({ cin: "GENERATE07" });
    await there.desk.insert(card);
    await residentIs(there.store, OTHER, true);
    const { userId } = await there.desk.call("users.register", { ...r1, residentId: "R1" }, OTHER);
    const { request } = await there.desk.call("move.inspect", r1, OTHER);
    await a.desk.insert(card);
    await a.desk.applies(card, "library", "load");
    await residentIs(a.store, CITY, false);
    const move = async (more: object) => {
      const { ticket } = await a.desk.call("move.issueTicket", { to: OTHER, request: request!, ...more });
      return there.desk.call("move.continue", { ...r1, cardId: card.cardId, userId, ticket }, OTHER);
    };
    expect((await refusal(move({}))).code).to.equal("card.area-key-mismatch");
    const { area } = await move({ settingKey: AREA_KEY });
    expect(area).to.include({ municipality: OTHER, keyId: "KB" });
  });

  it("of a town that was taken in come under the city's own key by it, and are at home all along (X-15, X-37, R-CARD-06)", async () => {
    const card = deskCard({ cin: "GENERATE05", issuer: TOWN, master: TOWNS_KEY.master, key: TOWNS_KEY });
    const town = await counter({ ...AFTER, municipalities: municipalitiesOf([]) });
    await town.desk.insert(card);
    await town.desk.call("area.set", r1, TOWN);
    const { desk } = await counter(AFTER);
    await desk.insert(card);
    expect(await keyOn(desk)).to.equal("13901 OLD-1 1");
    const { area } = await desk.call("area.rekey", r1);
    expect(area).to.include({ municipality: CITY, setUnder: TOWN, keyId: "K1", generation: 2 });
    await loads(desk, card);
  });

  it("of three vendors and two key ids work in one session, each under the key that it names (X-37, R-CARD-05, R-AREA-05)", async () => {
    const keys = new KeyStore();
    const { desk } = await counter(AFTER);
    const seen: string[] = [];
    for (const [profile, master, code, person] of [
      ["aoba", FIRST, CITY, 0],
      ["kikyo", SECOND, CITY, 1],
      ["ajisai", TOWNS_KEY, TOWN, 2],
      ["tsubaki", SECOND, CITY, 3],
    ] as const) {
      const random = seededRandom(profile);
      const ports = { clock: new VirtualClock(), random, keys };
      const one = { ...(await issuePerson(residentNames()[person]!, ports)), issuer: code };
      const card = createCard({
        profile: findProfile(profile),
        person: one,
        random,
        issuance: { settingMaster: master },
      });
      const cardId = toHex(Uint8Array.from(one.serial, (digit) => digit.charCodeAt(0)));
      const known = Object.assign(card, { cardId });
      if (master !== SECOND) {
        const before = await counter(master === FIRST ? BEFORE : { ...AFTER, municipalities: municipalitiesOf([]) });
        await before.desk.insert(known);
        await before.desk.call("area.set", r1, code);
      }
      await desk.insert(known);
      if (master === SECOND) await desk.call("area.set", r1);
      await loads(desk, known);
      seen.push(await keyOn(desk));
    }
    expect(seen).to.deep.equal(["13101 K1 1", "13101 K1 2", "13901 OLD-1 1", "13101 K1 2"]);
  });

  describe("whose exchange is interrupted", () => {
    async function begin() {
      const file = newFile();
      const card = deskCard({ cin: "GENERATE06" });
      const old = await openDesk(BEFORE, { file, ids: `begin${files}` });
      await old.desk.insert(card);
      await old.desk.call("area.set", r1);
      await old.close();
      return { file, image: card.nvm.device.image.slice() };
    }
    const cardOf = (image: Uint8Array) => deskCard({ cin: "GENERATE06", image });
    const copyOf = (file: string) => {
      const copy = newFile();
      copyFileSync(file, copy);
      return copy;
    };
    /** Journal, record and key agree, and the card can be worked on; where nothing was done it can be done now. */
    async function settled({ desk, store }: OpenDesk, card: ReturnType<typeof cardOf>, place: string) {
      expect(await store.of(CITY).journal.open(), place).to.deep.equal([]);
      const done = (await keyOn(desk)) === "13101 K1 2";
      if (!done) await desk.call("area.rekey", r1);
      const applicationId = await desk.applies(card, "library", "load");
      await desk.call("cardApps.load", { ...r1, applicationId });
      expect(await keyOn(desk), place).to.equal("13101 K1 2");
      return done ? "finished" : "undone";
    }

    it("have the old key with its record, or the new one, wherever the daemon is killed (A-07)", async () => {
      const beginning = await begin();
      const ends = { finished: 0, undone: 0 };
      for (let step = 0; ; step++) {
        const file = copyOf(beginning.file);
        const card = cardOf(beginning.image);
        const killed = await killedAt(step, { file, card, ports: AFTER }, (doomed) => doomed.call("area.rekey", r1));
        const next = await openDesk(AFTER, { file, ids: "next" });
        await next.desk.insert(card);
        ends[await settled(next, card, `killed at step ${step}`)]++;
        await next.close();
        if (!killed) break;
      }
      expect(ends.finished).to.be.greaterThan(1);
      expect(ends.undone).to.be.greaterThan(1);
    });

    it("have the one or the other wherever the card is pulled, also when it was reported lost meanwhile", async () => {
      const beginning = await begin();
      const ends = { finished: 0, undone: 0 };
      for (let nth = 0; ; nth++) {
        const open = await openDesk(AFTER, { file: copyOf(beginning.file), ids: "pulled" });
        const card = cardOf(beginning.image);
        await open.desk.insert(card);
        let heard = 0;
        const putBack = pull(card, () => heard++ === nth);
        const outcome = await open.desk.call("area.rekey", r1).then(
          () => "done",
          () => "broken",
        );
        putBack();
        if (outcome === "done") {
          await open.close();
          break;
        }
        open.desk.status = "lost";
        open.desk.readers.remove("r1");
        await open.desk.insert(card);
        open.desk.status = "active";
        ends[await settled(open, card, `pulled at command ${nth}`)]++;
        await open.close();
      }
      expect(ends.finished).to.be.greaterThan(0);
      expect(ends.undone).to.be.greaterThan(1);
    });

    it("wait where a card proves none of the municipality's keys, whatever number it shows", async () => {
      const { file, image } = await begin();
      const card = cardOf(image);
      let found: string | undefined;
      for (let step = 0; found === undefined; step++) {
        const copy = copyOf(file);
        await killedAt(step, { file: copy, card: cardOf(image), ports: AFTER }, (doomed) =>
          doomed.call("area.rekey", r1),
        );
        const { store } = await counter(AFTER, copy);
        if ((await store.of(CITY).journal.open()).length > 0) found = copy;
      }
      const { desk, store } = await counter(AFTER, found, "later");
      const forged = deskCard({ cin: "GENERATE06", master: new Uint8Array(32).fill(9) });
      await desk.insert(forged);
      expect(await store.of(CITY).journal.open()).to.have.length(1);
      desk.readers.remove("r1");
      await desk.insert(card);
      expect(await store.of(CITY).journal.open()).to.deep.equal([]);
    });
  });
});
