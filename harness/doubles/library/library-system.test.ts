import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { expectCode } from "../../contract/expect-code.js";
import { TestPki } from "../../municipality/test-pki.js";
import { LibrarySystem } from "./library-system.js";
import { Shelves } from "./shelves.js";

const ITEMS = Array.from({ length: 12 }, (_, index) => ({ item: `B-${index}`, title: `見本 ${index}` }));
const REGISTERED = {
  ...{
    interface: "1.0",
    id: "m1",
    service: "city-library",
    number: "N-1",
    sequence: 1,
    kind: "registered",
    date: "2026-04-06",
  },
  fields: { name: "窓口　花子" },
};

describe("The library system double (R-LIB-06)", function () {
  this.timeout(60_000);
  const clock = new VirtualClock("2026-04-06T10:00:00+09:00");
  let pki: TestPki;
  let daemon: Identity;
  let stranger: Identity;
  let folder: string;
  let shelves: Shelves;
  let system: LibrarySystem;

  const tell = (identity: Identity, body: unknown) =>
    new Promise<number>((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const options = { method: "POST", ca: pki.ca, ...identity, ...tlsPolicy(), headers };
      const call = request(system.url, options, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      });
      call.on("error", reject);
      call.end(typeof body === "string" ? body : JSON.stringify(body));
    });

  before(async () => {
    pki = await TestPki.create();
    daemon = await pki.client("daemon");
    stranger = await pki.client("stranger");
  });
  after(() => pki.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "madoguchi-library-"));
    shelves = await Shelves.open(join(folder, "library.sqlite"), ITEMS);
    const identity = await pki.server("library-web");
    system = await LibrarySystem.start({
      identity,
      clientCa: pki.ca,
      daemon: "daemon",
      fields: ["name"],
      clock,
      shelves,
    });
  });
  afterEach(async () => {
    await system.close();
    await shelves.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is handed its users by the daemon alone, serves nobody before, and takes no message twice (R-NET-07, R-USE-04)", async () => {
    expect(await tell(stranger, REGISTERED)).to.equal(403);
    await expectCode("library.not-registered", system.lend("N-1", "B-1"));
    expect(await tell(daemon, REGISTERED)).to.equal(204);
    await system.knows(1);
    expect(await tell(daemon, REGISTERED)).to.equal(204);
    expect(await tell(daemon, { ...REGISTERED, kind: "ended", fields: undefined })).to.equal(409);
    expect((await system.lend("N-1", "B-1")).due).to.equal("2026-04-20");
  });

  it("refuses what is no message, and keeps nothing of it", async () => {
    for (const body of ["{", "[]", { ...REGISTERED, kind: "promoted" }, { ...REGISTERED, number: 7 }]) {
      expect(await tell(daemon, body)).to.equal(400);
    }
    expect(await shelves.numbers()).to.deep.equal([]);
  });

  it("lends to nobody who has moved away, and takes the books back all the same", async () => {
    await tell(daemon, REGISTERED);
    await system.lend("N-1", "B-1");
    await tell(daemon, { ...REGISTERED, id: "m2", sequence: 2, kind: "ended", fields: undefined });
    await expectCode("library.not-registered", system.lend("N-1", "B-2"));
    await system.giveBack("B-1");
    expect(await system.patron("N-1")).to.deep.equal({ served: false, loans: [], reservations: [] });
  });

  it("lends ten items and no more, and one item once when two ask at the same time", async () => {
    await tell(daemon, REGISTERED);
    const asked = await Promise.allSettled(["B-0", "B-0"].map((item) => system.lend("N-1", item)));
    expect(asked.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    for (const { item } of ITEMS.slice(1, 10)) await system.lend("N-1", item);
    await expectCode("library.too-many", system.lend("N-1", "B-10"));
    await expectCode("library.reserved-already", system.reserve("N-1", "B-0"));
  });

  it("knows after a new start what it knew before", async () => {
    await tell(daemon, REGISTERED);
    await system.lend("N-1", "B-1");
    await system.reserve("N-1", "B-2");
    await shelves.close();
    shelves = await Shelves.open(join(folder, "library.sqlite"), ITEMS);
    expect(await shelves.held("N-1")).to.deep.equal({ loans: ["B-1"], reservations: ["B-2"] });
    expect(await shelves.numbers()).to.deep.equal(["N-1"]);
  });
});
