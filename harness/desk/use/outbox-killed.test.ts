import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { deskCard } from "../desk-card.fixture.js";
import { KillSwitch } from "../kill-switch.fixture.js";
import { databaseIn, type SystemsPki, startSystems, systemsPki, tellingDesk } from "./systems.fixture.js";

const r1 = { readerId: "r1" };
const A = "13101";

describe("the outbox of a daemon that is killed (A-32, R-IF-05, R-USE-03)", function () {
  this.timeout(180_000);
  let pki: SystemsPki;
  before(async () => {
    pki = await systemsPki();
  });
  after(() => pki.close());

  /** Loads, stops, lifts and deletes, and waits for what is sent; killed at the `step`-th access to the store. False when it was not. */
  async function trial(step: number): Promise<{ killed: boolean; repeated: number }> {
    const systems = await startSystems(pki);
    const { library } = systems;
    const database = databaseIn(mkdtempSync(join(tmpdir(), "outbox-killed-")));
    const card = deskCard();
    const kill = new KillSwitch();
    const doomed = await tellingDesk(pki, systems, {
      ...database,
      ids: "doomed",
      between: (store) => kill.store(store),
    });
    await doomed.desk.insert(card);
    await doomed.desk.call("area.set", r1);
    const load = await doomed.desk.applies(card, "library", "load");
    kill.arm(step);
    try {
      await doomed.desk.call("cardApps.load", { ...r1, applicationId: load });
      await doomed.outbox.idle();
      await doomed.desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
      await doomed.outbox.idle();
      const lift = { residentId: "R1", cardId: card.cardId, what: "card", identityChecked: true } as const;
      await doomed.desk.call("stops.lift", lift);
      await doomed.outbox.idle();
    } catch (error) {
      if (!kill.fired) throw error;
    }
    await doomed.close();

    const next = await tellingDesk(pki, systems, { ...database, ids: "next" });
    await next.desk.insert(card);
    await next.outbox.idle();
    const place = `killed at step ${step}`;
    // What the daemon's records say is what the system was told: all of it, each once, in order.
    const live = await next.store.of(A).registrations.live(card.cardId, "library");
    const isStopped = (await next.store.stops.of(card.cardId)) !== undefined;
    expect(library.served, place).to.have.length(live?.state === "active" && !isStopped ? 1 : 0);
    expect(await next.desk.call("handOver.list", {}), place).to.deep.equal({ messages: [], down: [] });
    expect(library.disordered, place).to.deep.equal([]);
    expect(
      library.messages.map(({ sequence }) => sequence),
      place,
    ).to.deep.equal(library.messages.map((_, index) => index + 1));
    // Whatever came again came under the id by which the system knows that it has it.
    const ids = new Set(library.attempts);
    expect(library.messages.map(({ id }) => id).sort(), place).to.deep.equal([...ids].sort());
    const repeated = library.attempts.length - ids.size;
    await next.close();
    await library.close();
    await systems.certificate.close();
    database.remove();
    return { killed: kill.fired, repeated };
  }

  it("tells each thing exactly once by its id, wherever the daemon was killed between write and delivery", async () => {
    let repeated = 0;
    let trials = 0;
    for (let step = 0, killed = true; killed; step += 3) {
      const end = await trial(step);
      killed = end.killed;
      repeated += end.repeated;
      trials++;
    }
    expect(trials).to.be.greaterThan(15);
    expect(repeated, "some were killed between the answer and its record").to.be.greaterThan(0);
  });
});
