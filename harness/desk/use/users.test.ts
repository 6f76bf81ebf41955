import { expect } from "chai";
import { pull } from "../broken-off.fixture.js";
import { closeScene, openScene, type SystemsPki, systemsPki, type TellingScene } from "./systems.fixture.js";

const r1 = { readerId: "r1" };
const A = "13101";

describe("a user: resident, card, services and stops (R-DATA-01)", function () {
  this.timeout(60_000);
  let pki: SystemsPki;
  let scene: TellingScene;

  before(async () => {
    pki = await systemsPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    scene = await openScene(pki);
  });
  afterEach(() => closeScene(scene));

  const users = async (municipality = A) =>
    (await scene.at.desk.call("users.list", { residentId: "R1" }, municipality)).users;
  const load = async () => {
    const applicationId = await scene.at.desk.applies(scene.card, "library", "load");
    return scene.at.desk.call("cardApps.load", { ...r1, applicationId });
  };
  const remove = (userId: string, municipality = A) =>
    scene.at.desk.call("users.remove", { userId }, municipality).then(
      () => "removed",
      (error) => `${error.code} ${error.details.services ?? ""}`.trim(),
    );

  it("links its resident, card, services and stop, and is nobody else's to see", async () => {
    const { desk } = scene.at;
    expect(await users()).to.deep.equal([]);
    await load();
    const [user] = await users();
    expect(user).to.deep.include({
      cardId: scene.card.cardId,
      services: [{ serviceId: "library", state: "active" }],
    });
    expect(user).not.to.have.property("stopped");
    await desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
    expect((await users())[0]).to.include({ stopped: "lost" });
    expect(await users("13102")).to.deep.equal([]);
    expect(await remove(user!.userId, "13102")).to.equal("use.no-such-user");
  });

  it("is not removed with live services, untold systems, a write that waits or a stop; then with all that names it", async () => {
    const { desk, store, outbox } = scene.at;
    await load();
    await outbox.idle();
    const { userId } = (await users())[0]!;
    expect(await remove(userId)).to.equal("use.live-services library");

    scene.systems.library.fault = "error";
    const applicationId = await desk.applies(scene.card, "library", "delete");
    const putBack = pull(scene.card, ([, ins]) => ins === 0xe4);
    await desk.call("cardApps.delete", { ...r1, applicationId }).catch(() => {});
    putBack();
    await desk.call("use.end", { applicationId });
    expect(await remove(userId), "a deletion waits for its card").to.match(/^use.live-services/);
    await desk.insert(scene.card);
    await outbox.idle();
    expect(await remove(userId), "its system has not heard of the end").to.equal("use.untold");
    scene.systems.library.fault = undefined;
    desk.clock.advance(600_000);
    await new Promise(setImmediate);
    outbox.wake();
    await outbox.idle();
    await store.of(A).stops.set({
      ...{ municipality: A, cardId: scene.card.cardId, reason: "misuse", reportedBy: "police", setBy: "op1", setAt: 0 },
    });
    expect(await remove(userId)).to.equal("use.stopped");
    await store.of(A).stops.lift(scene.card.cardId);
    expect(await remove(userId)).to.equal("removed");
    expect(await users()).to.deep.equal([]);
    expect(await remove(userId)).to.equal("use.no-such-user");
    expect(await store.of(A).residents.find("R1"), "the resident stays").to.include({ residentId: "R1" });
    await load();
    expect(await users()).to.have.length(1);
  });
});
