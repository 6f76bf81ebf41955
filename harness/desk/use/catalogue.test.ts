import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { accessPart } from "#daemon/access/access-part.js";
import { catalogueOf } from "#daemon/services/catalogue.js";
import { exampleServices } from "#daemon/services/guide-lists.js";
import type { Service } from "#daemon/services/service.js";
import { service } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { openDesk } from "../open-desk.fixture.js";
import { PIN, Window } from "../pin/window.fixture.js";

const r1 = { readerId: "r1" };
const A = "13101";

/** What the guide's I.1 prints, word for word (L61 to L71), and which of it the system offers (I.3, L95). */
const PRINTED = [
  ["①", "印鑑登録証明", "offered", "R-SVC-01"],
  ["②", "証明書自動交付", "offered", "R-SVC-02"],
  ["③", "図書館カード", "offered", "R-SVC-03"],
  ["④", "公共施設予約", "own", "R-SVC-04"],
  ["⑤", "申請書自動作成", "own", "R-SVC-05"],
  ["⑥", "検診・健康診断等", "own", "R-SVC-06"],
  ["⑦", "避難者確認", "own", "R-SVC-07"],
  ["⑧", "各種ポイント", "own", "R-SVC-08"],
  ["⑨", "救急支援", "own", "R-SVC-09"],
  ["⑩", "地域通貨", "own", "R-SVC-10"],
  ["⑪", "その他（スポーツ施設予約・病院診察カード等）", "own", "R-SVC-11"],
] as const;

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    (error) => (isMadoguchiError(error) ? error.code : String(error)),
  );

/** A counter with this catalogue, and a card whose area is set. */
async function counterWith(services: readonly Service[]) {
  const opened = await openDesk({ services: catalogueOf(services, [{ code: A, jointServices: [] }]) });
  const access = accessPart(opened.desk.ports);
  await access.start?.();
  const card: DeskCard = deskCard();
  const window = new Window(opened.desk, access, card);
  await opened.desk.insert(card);
  await opened.desk.call("area.set", r1);
  const close = async () => {
    await access.stop?.();
    await opened.close();
  };
  const load = async (id: string) =>
    opened.desk.call("cardApps.load", { ...r1, applicationId: await opened.desk.applies(card, id, "load") });
  return { ...opened, card, window, load, close };
}

describe("the catalogue of services at the counter (I.1, II.4)", () => {
  for (const [index, [mark, name, kind, requirement]] of PRINTED.entries()) {
    const number = index + 1;
    it(`has I.1-${mark} ${name} as ${kind}; a service under it works with its application on the card, and not without (${requirement})`, async () => {
      const one = service(`example-${number}`, number, { example: number });
      const { desk, window, card, load, close } = await counterWith([one]);
      const { examples } = await desk.call("services.catalogue", { filter: "all" });
      expect(examples[index]).to.include({ mark: `I.1-${mark}`, class: kind });
      expect(examples[index]!.name.ja).to.equal(name);
      expect(examples[index]!.services.map(({ id }) => id)).to.deep.equal([one.id]);
      const { examples: offered } = await desk.call("services.catalogue", { filter: "offered" });
      expect(offered.some((example) => example.mark === `I.1-${mark}`)).to.equal(kind === "offered");

      expect(await window.enter(one, "own", PIN), "without its application").to.equal("gate.not-registered");
      await load(one.id);
      await desk.call("cardApps.setPin", { ...r1, serviceId: one.id, pin: PIN });
      expect(await window.enter(one, "own", PIN)).to.equal("ok");
      expect(window.verified).to.equal(1);
      await close();

      const without = await counterWith([]);
      expect(await code(without.desk.call("bulk.begin", { serviceId: one.id })), "not registered").to.equal(
        "bulk.no-service",
      );
      await without.desk.applies(card, one.id, "load");
      expect(await code(without.load(one.id))).to.equal("gate.no-service");
      await without.close();
    });
  }

  it("gives by the filter what the system offers: exactly I.1-①②③, and no other (R-SVC-13)", async () => {
    const { desk, close } = await counterWith([]);
    const { examples } = await desk.call("services.catalogue", { filter: "offered" });
    expect(examples.map(({ mark }) => mark)).to.deep.equal(["I.1-①", "I.1-②", "I.1-③"]);
    expect((await desk.call("services.catalogue", {})).examples).to.have.length(exampleServices.length);
    await close();
  });

  it("has II.4-① as a full service, II.4-② and ③ as interfaces alone (R-SVC-15, R-SVC-16, R-SVC-17)", async () => {
    const { desk, close } = await counterWith([]);
    const { offered } = await desk.call("services.catalogue", {});
    expect(offered.map(({ mark, interfaceOnly }) => `${mark} ${interfaceOnly}`)).to.deep.equal([
      "II.4-① false",
      "II.4-② true",
      "II.4-③ true",
    ]);
    await close();
  });

  it("names of each entry its application, system, municipality and ordinance; one without an ordinance is not enabled, and its load is refused (R-SVC-19, R-SVC-12)", async () => {
    const library = service("library", 1, { example: 3 });
    const { ordinance: _, ...unordained } = service("points", 8, { example: 8 });
    const { desk, card, load, close } = await counterWith([library, unordained]);
    const { examples } = await desk.call("services.catalogue", {});
    expect(examples[2]!.services).to.deep.equal([
      {
        ...{ id: "library", aid: library.aid, systemId: "library-system", municipality: A },
        ...{ ordinance: "条例第1号", enabled: true },
      },
    ]);
    expect(examples[7]!.services[0]).to.deep.include({ id: "points", enabled: false });
    expect(examples[7]!.services[0]).not.to.have.property("ordinance");
    const sent: number[] = [];
    card.observer = ([, ins = 0]) => void sent.push(ins);
    expect(await code(load("points"))).to.equal("gate.no-ordinance");
    // INSTALL, LOAD, STORE DATA, PUT KEY, DELETE.
    expect(sent.filter((ins) => [0xe6, 0xe8, 0xe2, 0xd8, 0xe4].includes(ins))).to.deep.equal([]);
    await close();
  });

  it("refuses a card whose application is gone, active and registered as it may be (R-AP-03)", async () => {
    const library = service("library", 1);
    const { desk, store, card, window, close } = await counterWith([library]);
    await desk.applies(card, "library", "load");
    const user = (await store.of(A).users.findByCard(card.cardId))!;
    await store.of(A).registrations.add({
      ...{ id: "stray", municipality: A, userId: user.id, cardId: card.cardId, serviceId: "library" },
      ...{ aid: library.aid, state: "active", changedAt: 0 },
    });
    expect(await window.enter(library, "own", PIN)).to.equal("card-app.not-loaded");
    expect(window.verified, "no PIN was sent").to.equal(0);
    await close();
  });

  it("lets each system operate its own application and no other's (R-AP-04, R-SEC-01)", async () => {
    const [library, certificate] = [service("library", 1), service("certificate", 2)];
    const { desk, window, load, close } = await counterWith([library, certificate]);
    for (const { id } of [library, certificate]) {
      await load(id);
      await desk.call("cardApps.setPin", { ...r1, serviceId: id, pin: PIN });
    }
    expect(await window.enter(library, "own", PIN)).to.equal("ok");
    // The library's keys and session, pointed at the certificate application.
    const astray = { ...library, aid: certificate.aid };
    expect(await window.enter(astray, "own", PIN)).to.equal("card-app.not-paired");
    expect(window.verified, "no PIN reached it").to.equal(1);
    expect(await window.enter(certificate, "own", PIN)).to.equal("ok");
    await close();
  });
});
