import { expect } from "chai";
import { ascii, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardKind } from "#card/region/card-driver.js";
import { areaName } from "#card/region/index.js";
import { cardTexts } from "#daemon/counter/texts/card.js";
import { issueCard } from "#simulator/card/index.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { AREA_KEY, AREA_MASTER } from "./desk-card.fixture.js";
import { type OpenDesk, openDesk } from "./open-desk.fixture.js";

const keys = new KeyStore();
const r1 = { readerId: "r1" };

/** The two cards of one ATR: only their probe tells them apart. */
const CARDS: readonly { readonly kind: CardKind; readonly profile: string }[] = [
  { kind: "juki", profile: "fuji" },
  { kind: "myna", profile: "aoba" },
];

describe("a Juki card and a My Number card of one ATR at the counter (R-CARD-02, R-CARD-03, R-MOVE-04)", function () {
  this.timeout(60_000);
  let open: OpenDesk;

  beforeEach(async () => {
    open = await openDesk();
  });

  afterEach(() => open.close());

  async function inserted(profile: string, setBy?: string) {
    const ports = { clock: new VirtualClock(), random: seededRandom(profile), keys };
    const person = await issuePerson("hanako", ports);
    const master = { ...AREA_KEY, master: AREA_MASTER };
    const card = await issueCard({
      profile: findProfile(profile),
      person,
      random: ports.random,
      issuance: { settingMaster: master },
      ...(setBy !== undefined && { area: { municipality: "13101", master, setBy } }),
    });
    const known = Object.assign(card, { cardId: toHex(ascii(person.serial)) });
    await open.desk.insert(known);
    return known;
  }

  async function refusal(action: Promise<unknown>): Promise<MadoguchiError> {
    const error = await action.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (isMadoguchiError(error)) return error;
    throw error ?? new Error("was not refused");
  }

  for (const { kind, profile } of CARDS) {
    it(`passes the whole counter flow as ${kind}, and is told of under its own area's name`, async () => {
      const { desk } = open;
      const card = await inserted(profile);
      const [reader] = (await desk.call("readers.list", {})).readers;
      expect(reader).to.include({ state: "ready", kind });
      await desk.call("area.set", r1);
      const twice = await refusal(desk.call("area.set", r1));
      expect(twice.code).to.equal("card.area-already-set");
      const [own, other] = [kind, kind === "juki" ? "myna" : "juki"].map((each) => areaName(each as CardKind).ja);
      expect(twice.row.ja.cause).to.contain(own).and.not.contain(other);

      await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
      await desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" });
      expect((await desk.call("card.diagnose", r1)).verdict).to.equal("ok");
      await desk.call("cardApps.delete", { ...r1, applicationId: await desk.applies(card, "library", "delete") });
      expect((await desk.call("cardApps.list", r1)).applications).to.deep.equal([]);
    });
  }

  for (const setBy of ["7.1.9", "7.2.1", "7.10.0", "unknown"]) {
    it(`serves a Juki card whose area ${setBy} set, at home: the cut-off is for moves only`, async () => {
      const { desk } = open;
      const card = await inserted("fuji", setBy);
      expect((await desk.call("cardApps.list", r1)).area).to.include({ setBy });
      await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
      expect((await desk.call("cardApps.list", r1)).applications).to.have.length(1);
    });
  }

  it("has on the counter page the names that messages have", () => {
    for (const language of ["ja", "en"] as const) {
      expect(cardTexts.area[language].toLowerCase()).to.equal(areaName("myna")[language].toLowerCase());
      expect(cardTexts.areaJuki[language].toLowerCase()).to.equal(areaName("juki")[language].toLowerCase());
    }
  });
});
