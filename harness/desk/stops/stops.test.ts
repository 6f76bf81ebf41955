import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Call, SystemSession } from "#daemon/api/call.js";
import { stopPart } from "#daemon/stops/stop-part.js";
import { stopReasons } from "#daemon/store/records.js";
import { CERTIFICATES, LIBRARY_WINDOW, openWindow, PIN } from "../pin/window.fixture.js";

const A = "13101";
const B = "13102";

async function code(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "ok";
  } catch (error) {
    return isMadoguchiError(error) ? error.code : String((error as Error).message);
  }
}

describe("A stop after a report (停止措置, R-STOP)", () => {
  let world: Awaited<ReturnType<typeof openWindow>>;
  const R1 = { residentId: "R1", reportedBy: "holder" } as const;
  const lost = { ...R1, reason: "lost" } as const;

  beforeEach(async () => {
    world = await openWindow();
  });
  afterEach(() => world.close());

  const certificate = () => world.window.enter(CERTIFICATES, "counter", PIN, 3);
  const library = () => world.window.enter(LIBRARY_WINDOW, "library", PIN);
  const lift = (what: "card" | "service-id", over: object = {}, municipality = A) =>
    code(() =>
      world.desk.call(
        "stops.lift",
        { residentId: "R1", cardId: world.card.cardId, what, identityChecked: true, ...over },
        municipality,
      ),
    );
  /** What a business system hears of a service-use ID at a login without a card. */
  const idLogin = (id = "hanako-id", municipality = A) => {
    const call = { session: { kind: "system", municipality } } as unknown as Call<SystemSession>;
    return code(() => stopPart(world.desk.ports).handlers["serviceIds.state"]!({ id }, call));
  };

  it("makes every service of the card refuse a finder with the right PIN, who was served before (R-STOP-01, R-STOP-04)", async () => {
    expect([await certificate(), await library()]).to.deep.equal(["ok", "ok"]);
    await world.desk.call("stops.set", lost);
    const sent = world.window.verified;
    expect([await certificate(), await library()]).to.deep.equal(["gate.stopped", "gate.stopped"]);
    expect(world.window.verified).to.equal(sent);
  });

  it("needs no card in a reader, only the user (R-STOP-07)", async () => {
    world.desk.readers.remove("r1");
    const { cards } = await world.desk.call("stops.set", lost);
    expect(cards).to.deep.equal([world.card.cardId]);
  });

  for (const reason of stopReasons) {
    const always = reason === "lost" || reason === "stolen";
    it(`for ${reason} ${always ? "stops the service-use ID of itself" : "asks about the service-use ID"} (X-09, A-45, R-STOP-03)`, async () => {
      const { desk } = world;
      await desk.call("serviceIds.add", { residentId: "R1", id: "hanako-id" });
      expect(await idLogin()).to.equal("ok");
      const set = (serviceId?: boolean) =>
        code(() => desk.call("stops.set", { ...R1, reason, ...(serviceId === undefined ? {} : { serviceId }) }));
      if (always) {
        expect(await set(false)).to.equal("stop.service-id-too");
        expect(await idLogin()).to.equal("ok");
        expect(await set()).to.equal("ok");
        expect(await idLogin()).to.equal("stop.service-id-stopped");
      } else {
        expect(await set()).to.equal("stop.say-service-id");
        expect(await set(false)).to.equal("ok");
        expect(await idLogin()).to.equal("ok");
        expect(await set(true)).to.equal("ok");
        expect(await idLogin()).to.equal("stop.service-id-stopped");
      }
      expect(await library()).to.equal("gate.stopped");
      const { cards } = await desk.call("stops.list", {});
      expect(cards).to.have.length(1);
      expect(cards[0]).to.include({ cardId: world.card.cardId, residentId: "R1", reason, reportedBy: "holder" });
    });
  }

  it("is refused without a reason or a reporter, before anything is done (R-STOP-02)", async () => {
    for (const params of [{ residentId: "R1", reason: "lost" }, R1]) {
      expect(await code(() => world.desk.call("stops.set", params as typeof lost))).to.match(/reason|reportedBy/);
    }
    expect(await library()).to.equal("ok");
  });

  it("takes the card away from a system that has it open (R-SHARE-06)", async () => {
    const held = await world.window.hold(LIBRARY_WINDOW, "library");
    expect(await held.send()).to.equal("ok");
    await world.desk.call("stops.set", lost);
    expect(await held.send()).to.equal("gate.stopped");
    await held.close();
  });

  it("lists the systems that could not be told: no silent success (R-EXT-07, X-11)", async () => {
    const { services, warnings } = await world.desk.call("stops.set", lost);
    expect(services.map(({ serviceId, told }) => `${serviceId} ${told}`)).to.deep.equal([
      "certificate notified",
      "library not-notified-non-conforming",
    ]);
    expect(warnings).to.deep.equal([
      {
        en: "not notified: non-conforming system library (library-system)",
        ja: "未通知: インタフェースに準拠しないシステム library(library-system)",
      },
    ]);
    expect(world.desk.facts.at(-1)).to.include({ reason: "lost", reportedBy: "holder", untold: 1 });
  });

  it("works while the CS still says active, and no later word of the CS lifts it (R-STOP-05)", async () => {
    await world.desk.call("stops.set", lost);
    world.desk.status = "suspended";
    expect(await library()).to.equal("gate.card-not-active");
    world.desk.status = "active";
    expect(await library()).to.equal("gate.stopped");
    expect((await world.desk.call("stops.list", {})).cards).to.have.length(1);
  });

  it("is lifted by an operator's act alone, card and ID each by itself (R-STOP-06, A-46)", async () => {
    const { desk } = world;
    await desk.call("serviceIds.add", { residentId: "R1", id: "hanako-id" });
    await desk.call("stops.set", lost);
    expect(await lift("card", { identityChecked: false })).to.equal("stop.identity-unchecked");
    desk.status = "suspended";
    expect(await lift("card")).to.equal("gate.card-not-active");
    desk.status = "unknown";
    expect(await lift("service-id")).to.equal("gate.card-state-unknown");
    desk.status = "active";
    expect(await library()).to.equal("gate.stopped");
    expect(await lift("card")).to.equal("ok");
    expect([await library(), await idLogin()]).to.deep.equal(["ok", "stop.service-id-stopped"]);
    expect(await lift("card")).to.equal("stop.not-stopped");
    expect(await lift("service-id")).to.equal("ok");
    expect([await library(), await idLogin()]).to.deep.equal(["ok", "ok"]);
  });

  it("is nobody else's to see, to set or to lift: another municipality finds nothing (R-PRIV-11)", async () => {
    const { desk } = world;
    await desk.call("serviceIds.add", { residentId: "R1", id: "hanako-id" });
    expect(await code(() => desk.call("stops.set", lost, B))).to.equal("stop.no-such-user");
    expect(await code(() => desk.call("serviceIds.add", { residentId: "R1", id: "b" }, B))).to.equal(
      "user.no-such-resident",
    );
    expect(await library()).to.equal("ok");
    await desk.call("stops.set", lost);
    expect(await lift("card", {}, B)).to.equal("stop.no-such-user");
    expect(await desk.call("stops.list", {}, B)).to.deep.equal({ cards: [], serviceIds: [] });
    expect(await idLogin("hanako-id", B)).to.equal("stop.service-id-unknown");
    expect(await library()).to.equal("gate.stopped");
  });

  it("of two municipalities stands until both have lifted their own", async () => {
    const { desk, store, card } = world;
    await desk.call("stops.set", lost);
    const theirs = { municipality: B, cardId: card.cardId, reason: "misuse", reportedBy: "police" } as const;
    await store.of(B).stops.set({ ...theirs, setBy: "b", setAt: 0 });
    expect(
      await desk.call("stops.lift", { residentId: "R1", cardId: card.cardId, what: "card", identityChecked: true }),
    ).to.include({ stillStopped: true });
    expect(await library()).to.equal("gate.stopped");
    await store.of(B).stops.lift(card.cardId);
    expect(await library()).to.equal("ok");
  });
});
