import { expect } from "chai";
import type { VirtualClock } from "#card/ports/clock.js";
import { tellSystems } from "#daemon/services/hand-over/index.js";
import type { ResidentRecord } from "#daemon/store/records.js";
import { HandOverDesk } from "../../doubles/business-system/hand-over-desk.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import {
  closeScene,
  LIBRARY_FIELDS,
  openScene,
  type Systems,
  type SystemsPki,
  systemsPki,
  type TellingDesk,
  type TellingScene,
  tellingDesk,
} from "./systems.fixture.js";

const r1 = { readerId: "r1" };
const A = "13101";

describe("hand-over to business systems (R-DATA-03, A-32)", function () {
  this.timeout(60_000);
  let pki: SystemsPki;
  let systems: Systems;
  let database: TellingScene["database"];
  let at: TellingDesk;
  let card: DeskCard;

  before(async () => {
    pki = await systemsPki();
  });
  after(() => pki.close());

  beforeEach(async () => {
    ({ systems, database, at, card } = await openScene(pki));
  });
  afterEach(() => closeScene({ systems, database, at }));

  const load = async (serviceId: string) =>
    at.desk.call("cardApps.load", { ...r1, applicationId: await at.desk.applies(card, serviceId, "load") });
  const remove = async (serviceId: string) =>
    at.desk.call("cardApps.delete", { ...r1, applicationId: await at.desk.applies(card, serviceId, "delete") });
  const waiting = async () => (await at.desk.call("handOver.list", {})).messages;
  const told = ({ messages }: HandOverDesk) => messages.map(({ kind, sequence }) => `${sequence} ${kind}`);

  /** An import that says something else of the one resident. */
  async function imports(change: Partial<ResidentRecord>): Promise<void> {
    const { residents } = at.store.of(A);
    const resident = (await residents.find("R1"))!;
    const sequence = (await residents.sequence()) + 1;
    await residents.save([{ ...resident, ...change, sequence: Math.max(sequence, resident.sequence + 1) }]);
    await residents.setSequence(Math.max(sequence, resident.sequence + 1));
    at.outbox.wake();
    await at.outbox.idle();
  }

  /** Time passes, and what is due then is sent. */
  async function passes(seconds: number): Promise<void> {
    (at.desk.clock as VirtualClock).advance(seconds * 1_000);
    await new Promise(setImmediate);
    at.outbox.wake();
    await at.outbox.idle();
  }

  it("tells a registration and its end, each system under a number of its own, with its declared fields and nothing else (R-PRIV-10, R-SYS-22, X-21)", async () => {
    expect((await load("library")).handOver).to.equal("queued");
    await load("certificate");
    await at.outbox.idle();
    const [library, certificate] = [systems.library.messages[0]!, systems.certificate.messages[0]!];
    expect(library).to.include({ kind: "registered", sequence: 1, service: "library", date: "2026-04-01" });
    expect(library.fields).to.deep.equal({ name: "見本", address: "見本県" });
    expect(certificate.fields).to.deep.equal({ birth: "1980-01-02" });
    // Two systems that lay side by side all that they were told find nothing in common but the kind of message and its day.
    const values = (message: object) =>
      Object.entries(message).map(([key, value]) => [key, JSON.stringify(value)].join());
    const common = values(library).filter((value) => values(certificate).includes(value));
    expect(common.map((value) => value.split(",")[0])).to.have.members(["interface", "sequence", "kind", "date"]);
    const all = JSON.stringify([library, certificate]);
    const { userId } = (await at.store.of(A).registrations.live(card.cardId, "library"))!;
    for (const secret of [card.cardId, userId, "R1"]) expect(all).to.not.contain(secret);

    await remove("library");
    await at.outbox.idle();
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 withdrawn"]);
    expect(systems.library.served).to.deep.equal([]);
    await load("library");
    await at.outbox.idle();
    expect(systems.library.served, "the same number when the same user comes back").to.deep.equal([library.number]);
    expect(await waiting()).to.deep.equal([]);
    expect(told(systems.certificate)).to.deep.equal(["1 registered"]);
  });

  it("keeps no personal datum of what was taken, and has it on record by the names of its fields", async () => {
    await load("library");
    await at.outbox.idle();
    const { id } = systems.library.messages[0]!;
    expect(await at.store.of(A).handOvers.find(id)).to.include({ state: "delivered", body: "" });
    const row = at.desk.audit.find(({ event }) => event === "handOver.delivered")!;
    expect(row).to.include({ outcome: "ok", municipality: A, correlationId: "c1" });
    expect(row.facts).to.include({ systemId: "library-system", kind: "registered", fields: "name,address" });
    expect(JSON.stringify(row)).to.not.contain("見本");
  });

  it("tells a change of resident data to the systems that declared it and where the user is registered (X-22)", async () => {
    await load("library");
    await at.outbox.idle();
    await imports({ birth: "1980-01-03" });
    expect(told(systems.library), "a field that it did not declare").to.deep.equal(["1 registered"]);
    await imports({ address: "別の県" });
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 changed"]);
    expect(systems.library.messages[1]!.fields).to.deep.equal({ name: "見本", address: "別の県" });
    await imports({ kana: "ベツ" });
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 changed"]);
    expect(systems.certificate.messages, "a system where nobody is registered").to.deep.equal([]);
    await imports({ items: '{"ward":"東地区","note":"秘"}' });
    expect(systems.library.messages[2]!.fields, "an added item that it declared, and no other").to.deep.equal({
      name: "見本",
      address: "別の県",
      ward: "東地区",
    });
    await remove("library");
    await imports({ address: "三つ目の県" });
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 changed", "3 changed", "4 withdrawn"]);
  });

  it("tells once that a user is no resident any more, without why, and that one is again; the use stands (R-JUKI-08, R-PRIV-10)", async () => {
    await load("library");
    await at.outbox.idle();
    await imports({ movedOut: "2026-04-01", leaving: "died" });
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 ended"]);
    expect(systems.library.messages[1]).to.have.all.keys(
      "interface",
      "id",
      "service",
      "number",
      "sequence",
      "kind",
      "date",
    );
    expect(systems.library.served).to.deep.equal([]);
    const live = async () => (await at.store.of(A).registrations.live(card.cardId, "library"))?.state;
    expect(await live(), "ending the use is the counter's").to.equal("active");
    const gone = (await at.store.of(A).residents.known("R1"))!;
    const again = async (change: Partial<ResidentRecord>) => {
      const sequence = (await at.store.of(A).residents.sequence()) + 1;
      await at.store.of(A).residents.save([{ ...gone, ...change, sequence }]);
      await at.store.of(A).residents.setSequence(sequence);
      at.outbox.wake();
      await at.outbox.idle();
    };
    await again({});
    expect(told(systems.library), "a later import says the same").to.deep.equal(["1 registered", "2 ended"]);
    await at.close();
    at = await tellingDesk(pki, systems, { ...database, ids: "next" });
    await at.outbox.idle();
    expect(told(systems.library), "nor does a start say it again").to.deep.equal(["1 registered", "2 ended"]);
    const { movedOut: _, leaving: __, ...back } = gone;
    await at.store.of(A).residents.save([{ ...back, sequence: 9 }]);
    await at.store.of(A).residents.setSequence(9);
    at.outbox.wake();
    await at.outbox.idle();
    expect(told(systems.library)).to.deep.equal(["1 registered", "2 ended", "3 changed"]);
    expect(systems.library.messages[2]!.fields).to.deep.equal({ name: "見本", address: "見本県" });
    expect(systems.library.served).to.have.length(1);
    expect(systems.library.disordered).to.deep.equal([]);
  });

  it("never lets a system hold up the counter: dead, it gets all in order when it is back (R-IF-05, R-USE-05)", async () => {
    const { port } = systems.library;
    await systems.library.close();
    await load("library");
    await load("certificate");
    await remove("library");
    await at.outbox.idle();
    expect(systems.certificate.served, "another system is not held up").to.have.length(1);
    expect((await waiting()).map(({ kind }) => kind)).to.deep.equal(["registered", "withdrawn"]);
    expect((await at.desk.call("handOver.list", {})).down).to.deep.equal(["library-system"]);
    await passes(1);
    expect((await waiting())[0]).to.include({ attempts: 2, lastError: "hand-over.link-down" });
    const options = { identity: pki.server, clientCa: pki.ca, clientName: "daemon", fields: LIBRARY_FIELDS };
    const back = await HandOverDesk.start(options, port);
    try {
      await passes(1);
      expect(back.messages, "it is left alone until its time").to.deep.equal([]);
      await passes(1);
      expect(told(back)).to.deep.equal(["1 registered", "2 withdrawn"]);
      expect(back.disordered).to.deep.equal([]);
      expect((await at.desk.call("handOver.list", {})).down).to.deep.equal([]);
      const links = at.desk.audit.filter(({ event }) => event.startsWith("handOver.link"));
      expect(links.map(({ event }) => event)).to.deep.equal(["handOver.link-down", "handOver.link-up"]);
    } finally {
      await back.close();
    }
  });

  it("is harmless twice: a message whose answer was lost is taken once (R-IF-05)", async () => {
    systems.library.fault = "deaf";
    await load("library");
    await at.outbox.idle();
    systems.library.fault = undefined;
    await passes(1);
    const { attempts, messages } = systems.library;
    expect(attempts).to.have.length(2);
    expect(new Set(attempts).size).to.equal(1);
    expect(messages).to.have.length(1);
    expect(await waiting()).to.deep.equal([]);
  });

  it("lets nothing of one user overtake what the system cannot take yet, and others pass", async () => {
    systems.library.fault = "error";
    await load("library");
    await at.outbox.idle();
    systems.library.fault = undefined;
    await imports({ address: "別の県" });
    expect(systems.library.messages, "the change waits behind the registration").to.deep.equal([]);
    const first = card;
    card = deskCard({ cin: "DESK000002" });
    await at.desk.insert(card);
    await at.desk.call("area.set", r1);
    await load("library");
    await at.outbox.idle();
    expect(told(systems.library), "another user's").to.deep.equal(["1 registered"]);
    card = first;
    await passes(1);
    expect(told(systems.library)).to.deep.equal(["1 registered", "1 registered", "2 changed"]);
    expect(systems.library.disordered).to.deep.equal([]);
  });

  it("gives no service for a registration that the system refuses, until it is repeated or ended (R-USE-03)", async () => {
    systems.library.fault = "refuse";
    await load("library");
    await at.outbox.idle();
    const live = async () => (await at.store.of(A).registrations.live(card.cardId, "library"))?.state;
    expect(await live()).to.equal("pending");
    const [message] = await waiting();
    expect(message).to.include({ state: "refused", kind: "registered", lastError: "hand-over.refused" });
    expect(at.desk.announced.at(-1)).to.deep.include({ method: "handOver.changed" });
    systems.library.fault = undefined;
    await passes(600);
    expect(await live(), "nothing is repeated by itself").to.equal("pending");
    await at.desk.call("handOver.retry", { id: message!.id });
    await at.outbox.idle();
    expect(await live()).to.equal("active");
    expect(systems.library.served).to.have.length(1);
    const refusal = await at.desk.call("handOver.retry", { id: message!.id }).catch((error) => error.code);
    expect(refusal).to.equal("hand-over.not-refused");
  });

  it("tells stops and lifts, and says which system could not be told (R-EXT-07, X-11)", async () => {
    for (const id of ["library", "certificate", "own-points"]) await load(id);
    await at.outbox.idle();
    const tell = (kind: "stopped" | "lifted") =>
      at.store.transaction((repositories) =>
        tellSystems(at.desk.ports, repositories, [A], card.cardId, { kind, correlationId: "stop" }),
      );
    expect((await tell("stopped")).map(({ service, outcome }) => `${service.system.id} ${outcome}`)).to.deep.equal([
      "library-system queued",
      "certificate-system queued",
      "own-points-system non-conforming",
    ]);
    at.outbox.wake();
    await at.outbox.idle();
    expect(systems.library.served).to.deep.equal([]);
    await tell("lifted");
    at.outbox.wake();
    await at.outbox.idle();
    expect(systems.library.served).to.have.length(1);
    expect(Object.keys(systems.library.messages.at(-1)!)).to.not.include("fields");
  });

  it("loads and deletes a system's application that does not follow the interface, and says that nobody was told (R-EXT-03, X-29)", async () => {
    expect(await load("own-points")).to.include({ registration: "active", handOver: "non-conforming" });
    await remove("own-points");
    await at.outbox.idle();
    expect(await waiting()).to.deep.equal([]);
    expect(at.desk.audit.filter(({ event }) => event.startsWith("handOver"))).to.deep.equal([]);
  });

  it("speaks only to the system that is configured, and is heard only under the daemon's own certificate (R-NET-07)", async () => {
    await at.close();
    at = await tellingDesk(pki, systems, { ...database, ids: "stranger", identity: pki.stranger });
    await at.desk.insert(card);
    await load("library");
    await at.outbox.idle();
    expect(systems.library.messages).to.deep.equal([]);
    expect((await waiting())[0]).to.include({ state: "waiting", lastError: "hand-over.bad-answer" });
  });
});
