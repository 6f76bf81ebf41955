import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { NotificationOf } from "#daemon/api/contract/index.js";
import { stopPart } from "#daemon/stops/stop-part.js";
import type { ResidentRecord } from "#daemon/store/records.js";
import { sampleRegistration, sampleUser } from "#daemon/store/testing/samples.js";
import { operatorOf } from "../desk.fixture.js";
import { LIBRARY_WINDOW, openWindow, PIN } from "../pin/window.fixture.js";

const A = "13101";
const B = "13102";

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    (error) => (isMadoguchiError(error) ? error.code : String(error)),
  );

describe("A stop that an import proposes (A-45, R-STOP-01, R-JUKI-08)", () => {
  let world: Awaited<ReturnType<typeof openWindow>>;
  let part: ReturnType<typeof stopPart>;

  beforeEach(async () => {
    world = await openWindow();
    part = stopPart(world.desk.ports);
    await part.start?.();
  });
  afterEach(async () => {
    await part.stop?.();
    await world.close();
  });

  /** What an import says of the one resident, and its news to the parts of the daemon. */
  async function imports(change: Partial<ResidentRecord>): Promise<void> {
    const { residents } = world.store.of(A);
    const { movedOut: _, leaving: __, ...known } = (await residents.known("R1"))!;
    const sequence = known.sequence + 1;
    await residents.save([{ ...known, ...change, sequence }]);
    world.desk.ports.importNews.tell({ municipality: A, sequence });
    await part.stop?.();
    await part.start?.();
  }
  const gone = { movedOut: "2026-04-01", leaving: "died" } as const;
  const proposals = (municipality = A) => world.desk.call("stops.proposals", {}, municipality);
  const told = () =>
    world.desk.announced.filter(({ method }) => method === "stops.proposed").map(({ params }) => params);
  const library = () => world.window.enter(LIBRARY_WINDOW, "library", PIN);

  it("is shown with why and what is at stake, told once, and stops nothing by itself", async () => {
    expect(await proposals()).to.deep.equal({ total: 0, proposals: [] });
    await imports({});
    expect(told()).to.deep.equal([]);
    await imports(gone);
    expect(await proposals()).to.deep.equal({
      total: 1,
      proposals: [
        {
          ...{ residentId: "R1", cardId: world.card.cardId, because: "died", since: "2026-04-01" },
          serviceIds: ["certificate", "library"],
        },
      ],
    });
    expect(told()).to.deep.equal([{ total: 1 }]);
    await imports(gone);
    expect(told(), "a later import that says the same").to.deep.equal([{ total: 1 }]);
    expect(await world.store.stops.of(world.card.cardId)).to.equal(undefined);
    expect(await library(), "the operator decides").to.equal("ok");
  });

  it("is accepted by a stop for the reason import, which asks about the service-use ID", async () => {
    await imports(gone);
    const stop = { residentId: "R1", reason: "import", reportedBy: "staff" } as const;
    expect(await code(world.desk.call("stops.set", stop))).to.equal("stop.say-service-id");
    expect((await proposals()).total).to.equal(1);
    await world.desk.call("stops.set", { ...stop, serviceId: false });
    expect(await library()).to.equal("gate.stopped");
    expect((await proposals()).total).to.equal(0);
  });

  it("is declined for this going away, not for another one", async () => {
    expect(await code(world.desk.call("stops.decline", { residentId: "R1" }))).to.equal("stop.no-proposal");
    await imports(gone);
    await world.desk.call("stops.decline", { residentId: "R1" });
    expect(world.desk.facts.at(-1)).to.deep.equal({ because: "died" });
    await imports(gone);
    expect((await proposals()).total).to.equal(0);
    expect(await code(world.desk.call("stops.decline", { residentId: "R1" }))).to.equal("stop.no-proposal");
    expect(await library()).to.equal("ok");
    await imports({});
    await imports({ movedOut: "2026-05-01", leaving: "moved" });
    expect((await proposals()).proposals[0]).to.include({ because: "moved", since: "2026-05-01" });
  });

  it("is declined also when there are more of them than a list shows", async () => {
    await imports(gone);
    const own = world.store.of(A);
    const known = (await own.residents.known("R1"))!;
    const ids = Array.from({ length: 201 }, (_, at) => `M${String(at).padStart(3, "0")}`);
    await own.residents.save(ids.map((residentId) => ({ ...known, residentId })));
    for (const id of ids) {
      const cardId = Buffer.from(id).toString("hex").toUpperCase();
      await own.users.add({ ...sampleUser, id: `00-${id}`, residentId: id, cardId });
      await own.registrations.add({ ...sampleRegistration, id, userId: `00-${id}`, cardId, state: "active" });
    }
    const { total, proposals: shown } = await proposals();
    expect([total, shown.length]).to.deep.equal([202, 200]);
    const unseen = ids.find((id) => !shown.some(({ residentId }) => residentId === id))!;
    expect(await code(world.desk.call("stops.decline", { residentId: unseen }))).to.equal("ok");
    expect((await proposals()).total).to.equal(201);
  });

  it("goes away with the return of the resident, and with the last use", async () => {
    await imports(gone);
    await imports({});
    expect((await proposals()).total).to.equal(0);
    await imports(gone);
    for (const serviceId of ["library", "certificate"]) {
      const applicationId = await world.desk.applies(world.card, serviceId, "delete");
      await world.desk.call("use.end", { applicationId });
    }
    expect((await proposals()).total).to.equal(0);
  });

  it("is told at login to the municipality's operators while it is there, and to nobody else's (R-PRIV-11)", async () => {
    const heard: unknown[] = [];
    const login = (municipality: string) =>
      part.sessionStarted?.(operatorOf(municipality), {
        notify: (name, params) => void heard.push([name, params as NotificationOf<"stops.proposed">]),
      });
    await login(A);
    await imports(gone);
    await login(A);
    await login(B);
    expect(heard).to.deep.equal([["stops.proposed", { total: 1 }]]);
    expect(await proposals(B)).to.deep.equal({ total: 0, proposals: [] });
    expect(await code(world.desk.call("stops.decline", { residentId: "R1" }, B))).to.equal("stop.no-proposal");
  });
});
