import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { catalogueOf } from "#daemon/services/catalogue.js";
import { UNORDAINED } from "./desk.fixture.js";
import { deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

const r1 = { readerId: "r1" };

describe("a service of the regional area (R-AREA-10, R-SVC-12)", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "desk-ordinance-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is not enabled without an ordinance, and its application is not loaded; it is once the ordinance is registered", async () => {
    const file = join(folder, "desk.sqlite");
    const card = deskCard({ cin: "ORDINANCE1" });
    const without = await openDesk({}, { file, ids: "without" });
    await without.desk.insert(card);
    await without.desk.call("area.set", r1);
    const shown = async ({ desk }: typeof without) =>
      (await desk.call("services.list", {})).services.find(({ id }) => id === UNORDAINED.id);
    expect(await shown(without))
      .to.include({ enabled: false })
      .and.not.to.have.property("ordinance");
    const applicationId = await without.desk.applies(card, UNORDAINED.id, "load");
    const refused = await refusal(without.desk.call("cardApps.load", { ...r1, applicationId }));
    expect(refused.code).to.equal("gate.no-ordinance");
    expect((await without.desk.call("cardApps.list", r1)).applications).to.deep.equal([]);
    await without.close();

    const services = catalogueOf([UNORDAINED], [{ code: "13101", jointServices: [] }]);
    const registered = await openDesk({ services }, { file, ids: "with" });
    await registered.desk.insert(card);
    expect(await shown(registered)).to.include({ enabled: true, ordinance: UNORDAINED.ordinance });
    await registered.desk.call("cardApps.load", { ...r1, applicationId });
    expect((await registered.desk.call("cardApps.list", r1)).applications).to.have.length(1);
    await registered.close();
  });
});
