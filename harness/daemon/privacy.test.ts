import { join } from "node:path";
import { expect } from "chai";
import type { Form } from "#daemon/api/contract/index.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { openStore } from "#daemon/store/store.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const CANARY = "C4N4RY-secret";
const ward = { name: "ward", label: { en: "Ward", ja: "行政区" }, purpose: "地区のお知らせ" };

describe("Privacy at the counter", function () {
  this.timeout(90_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let senior: RawClient;
  const card = deskCard();
  const changed = { municipality: CITY, changedAt: 1 };

  before(async () => {
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start({ residents: { plain: true, items: [ward] } });
    senior = await daemon.loggedIn("senior");
    const rows = [row("R1", { ward: "北" }), row("R10", { name: "別人 次郎", kana: "ベツジン ジロウ" })];
    await senior.ask("residents.import", { content: residentFile(CITY, 1, rows) });
    daemon.readers.insert("r1", card);
    const { error } = await senior.ask("users.register", { readerId: "r1", residentId: "R1" });
    expect(error).to.equal(undefined);
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const disclose = async (over: object, client = senior) => {
    const { result, error } = await client.ask("privacy.disclose", { applicantId: "R1", residentId: "R1", ...over });
    return { form: result?.["form"] as Form, code: error?.data.code ?? "ok", text: JSON.stringify(result ?? error) };
  };
  const audited = async (event: string) => {
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    auditor.socket.close();
    return (result!["entries"] as Record<string, unknown>[]).filter((one) => one["event"] === event);
  };
  const sectionOf = (form: Form, en: string) => form.sections.find(({ title }) => title.en === en)!;

  it("discloses a resident's own record and who has looked at it, shown by the card or by papers, and puts that on record (R-PRIV-09, R-PRIV-04)", async () => {
    await senior.ask("residents.search", { query: { residentId: "R1" } });
    await senior.ask("residents.search", { query: { residentId: "R10" } });
    for (const shown of [{ readerId: "r1" }, { papers: "passport" }]) {
      const { form, text } = await disclose(shown);
      expect(form.title.ja).to.equal("保有個人情報開示書");
      const person = sectionOf(form, "Person").fields.map(({ label, value }) => `${label.ja} ${value}`);
      expect(person).to.include("氏名 見本 太郎").and.to.include("行政区 北");
      expect(sectionOf(form, "Where the record comes from").fields[0]!.value).to.contain("住民情報ファイル");
      expect(sectionOf(form, "Registered as a user, with which card").lines[0]).to.include(card.cardId);
      const history = sectionOf(form, "Who has dealt with the record").lines;
      const what = history.map(([, event = "", , by]) => `${event.split(" / ")[0]} ${by}`);
      expect(what.filter((line) => line.startsWith("自市町村の住民を"))).to.have.length(1);
      expect(what.some((line) => line.startsWith("住民とリーダ上のカードを") && line.endsWith("senior"))).to.equal(
        true,
      );
      // R10 is somebody else, however alike the numbers look.
      expect(text).not.to.contain("別人").and.not.to.contain("R10");
    }
    const rows = await audited("privacy.disclose");
    expect(
      rows.map(({ outcome, target, facts }) => [outcome, target, (facts as { shownBy: string }).shownBy]),
    ).to.deep.equal([
      ["ok", "R1", "card"],
      ["ok", "R1", "passport"],
    ]);
    expect(JSON.stringify(rows)).not.to.contain("見本");
    // The second disclosure shows the first: disclosing is an access too.
    const { form } = await disclose({ papers: "passport" });
    const events = sectionOf(form, "Who has dealt with the record").lines.map(([, event = ""]) => event);
    expect(events.filter((event) => event.startsWith("本人の請求により"))).to.have.length(2);
  });

  it("refuses another person's record, in whatever way it is asked for, shows nothing of it and leaves a row (R-PRIV-09, R-OPR-11)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    const stranger = await daemon.greeted();
    for (const [what, code, attempt] of [
      ["another applicant", "privacy.another-person", () => disclose({ residentId: "R10", papers: "passport" })],
      ["the other way round", "privacy.another-person", () => disclose({ applicantId: "R10", papers: "passport" })],
      [
        "another's name, with the own card",
        "privacy.another-person",
        () => disclose({ applicantId: "R10", residentId: "R10", readerId: "r1" }),
      ],
      ["an empty reader", "reader.no-card", () => disclose({ readerId: "r2" })],
      [
        "nobody's",
        "user.no-such-resident",
        () => disclose({ applicantId: "R9", residentId: "R9", papers: "passport" }),
      ],
      ["neither card nor papers", "api.bad-params", () => disclose({})],
      ["card and papers", "api.bad-params", () => disclose({ readerId: "r1", papers: "passport" })],
      ["papers of no kind", "api.bad-params", () => disclose({ papers: "he says so" })],
      ["without the right", "session.not-permitted", () => disclose({ papers: "passport" }, clerk)],
      ["without a session", "session.not-open", () => disclose({ papers: "passport" }, stranger)],
    ] as const) {
      const { code: told, text } = await attempt();
      expect(told, what).to.equal(code);
      expect(text, what).not.to.contain("見本").and.not.to.contain("別人");
    }
    const refused = (await audited("privacy.disclose")).filter(({ outcome }) => outcome === "refused");
    expect(refused.filter(({ code }) => code === "privacy.another-person").map(({ target }) => target)).to.deep.equal([
      "R10",
      "R1",
      "R10",
    ]);
    clerk.socket.close();
    stranger.socket.close();
  });

  it("tells every session what is held of whom, for what, on what basis and how long, added items included (R-PRIV-05, R-PRIV-08, R-ACT-10)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    const { result } = await clerk.ask("privacy.inventory");
    expect((result!["act"] as { ja: string }).ja).to.contain("個人情報保護に関する法律");
    expect(result!["items"]).to.deep.equal([ward]);
    const fields = result!["fields"] as { table: string; column: string; purpose: object }[];
    expect(fields.filter(({ table }) => table === "residents").map(({ column }) => column)).to.include.members([
      "name",
      "kana",
      "address",
      "birth",
      "sex",
    ]);
    clerk.socket.close();
  });

  it("prints the form of each flow as data, for the own municipality's records and no others, on record (R-DATA-12, R-DATA-11)", async () => {
    const { result: users } = await senior.ask("users.register", { readerId: "r1", residentId: "R1" });
    const { userId } = users as { userId: string };
    const { result: applied } = await senior.ask("applications.record", { userId, serviceId: "library", kind: "load" });
    await senior.ask("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
    const ids = { application: applied!["applicationId"], user: userId, "stop-notice": card.cardId };
    for (const [form, id] of Object.entries(ids)) {
      const { result, error } = await senior.ask("forms.get", { form, id });
      expect(error, form).to.equal(undefined);
      const made = result!["form"] as Form;
      expect([made.id, made.municipality.code, made.issuedBy]).to.deep.equal([form, CITY, "senior"]);
      expect(sectionOf(made, "Person").fields.map(({ value }) => value)).to.include.members(["見本 太郎", "北"]);
      expect(await senior.codeOf("forms.get", { form, id: "another" })).to.equal("form.nothing-there");
    }
    expect((await audited("forms.get")).filter(({ target }) => target === "R1")).to.have.length(3);
    const { result: stop } = await senior.ask("forms.get", { form: "stop-notice", id: card.cardId });
    expect(JSON.stringify(stop)).to.contain("紛失").and.not.to.contain(card.cardId);
    await senior.ask("stops.lift", { residentId: "R1", cardId: card.cardId, what: "card", identityChecked: true });
  });

  it("prints no PIN, key or credential on any form, whatever the store holds (R-DATA-12, R-PRIV-09)", async () => {
    await daemon.stopDaemon();
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const own = store.of(CITY);
    const [user] = await own.users.ofResident("R1");
    const held = { userId: user!.id, serviceId: "library", cardId: user!.cardId };
    await own.registrations.add({ ...changed, ...held, id: "slip-1", aid: "F04D41444F2013101F01", state: "active" });
    await own.systemNumbers.save({
      ...{ municipality: CITY, systemId: "library-window", userId: user!.id },
      ...{ number: CANARY, sequence: 1, told: CANARY },
    });
    await own.tickets.add({
      ...changed,
      id: "t1",
      issuer: "13102",
      cardId: user!.cardId,
      state: "taken",
      sealed: CANARY,
    });
    const fingerprint = { ...changed, operatorId: "senior", sealed: Buffer.from(CANARY), changedBy: "admin" };
    await own.fingerprints.save(fingerprint);
    await store.close();
    await daemon.startDaemon();
    senior = await daemon.loggedIn("senior");
    daemon.readers.insert("r1", card);
    const slip = (await senior.ask("forms.get", { form: "issue-slip", id: "slip-1" })).result!["form"] as Form;
    expect(sectionOf(slip, "Registration").fields.map(({ value }) => value)).to.include("利用中 / in use");
    const sheet = await senior.ask("forms.get", { form: "user", id: user!.id });
    const { text, form } = await disclose({ papers: "passport" });
    expect(sectionOf(form, "Uses").lines).to.have.length(1);
    for (const printed of [JSON.stringify(slip), JSON.stringify(sheet), text]) {
      expect(printed).not.to.contain(CANARY).and.not.to.contain("scrypt$");
      for (const operator of ["senior", "clerk"]) expect(printed).not.to.contain(daemon.secrets.password(operator));
    }
  });
});
