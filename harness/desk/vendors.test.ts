import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "#daemon/store/store.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { Desk } from "./desk.fixture.js";
import { vendorCard } from "./vendor-card.fixture.js";

const r1 = { readerId: "r1" };

describe("every vendor's whole card at the counter (R-CARD-05)", () => {
  for (const name of profileNames()) {
    it(`${name}: set, load, PIN, list, delete`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "desk-"));
      const store = await openStore(join(folder, "desk.sqlite"));
      const known = await vendorCard(name);
      const { cardId } = known;
      const desk = new Desk(store);
      await desk.open();
      await desk.insert(known);
      const [reader] = (await desk.call("readers.list", {})).readers;
      expect(reader).to.include({
        state: "ready",
        cardId,
        dialect: findProfile(name).dialect,
        kind: findProfile(name).kind,
      });

      const municipality = (await store.cards.find(cardId))?.issuerMunicipality;
      expect(municipality).to.equal("13101");
      await desk.call("area.set", r1);
      const load = await desk.applies(known, "library", "load");
      const { memory } = await desk.call("cardApps.load", { ...r1, applicationId: load });
      expect(memory.quota).to.equal(findProfile(name).memory.areaQuota.value);
      await desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" });
      expect((await desk.call("card.diagnose", r1)).verdict).to.equal("ok");
      const remove = await desk.applies(known, "library", "delete");
      await desk.call("cardApps.delete", { ...r1, applicationId: remove });
      const { applications } = await desk.call("cardApps.list", r1);
      // A tenant of the card is nobody's here, and stays.
      expect(applications.filter(({ owner }) => owner !== "unknown")).to.deep.equal([]);
      const profile = findProfile(name);
      expect(applications).to.have.length(profile.dialect === "iso-fs" ? 0 : profile.tenants.length);

      await desk.part.stop?.();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }
});
