import { expect } from "chai";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestSecrets } from "../municipality/secrets.js";
import { TestPki } from "../municipality/test-pki.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const NEIGHBOUR = "13102";
const ITEM = { name: "ward", label: { ja: "行政区", en: "Ward" }, purpose: "地区のお知らせ" };
const ITEM_FIELD = { id: ITEM.name, label: ITEM.label };
type Result = Record<string, unknown>;

describe("Tuning by the municipality's own operators", function () {
  this.timeout(90_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let admin: RawClient;
  let deputy: RawClient;
  let other: RawClient;
  const secrets = new TestSecrets("the neighbour");

  before(async () => {
    pki = await TestPki.create();
    const tsukimi = loadMunicipality(`${packageRoot}scenarios/fixtures/tsukimi.yaml`);
    const operators = { ...tsukimi.operators, "b-admin": { name: "隣", roles: ["administrator" as const] } };
    daemon = await new DaemonInTest(pki).start({
      residents: { plain: true },
      neighbour: { fixture: { ...tsukimi, operators }, secrets },
    });
    [admin, deputy] = [await daemon.loggedIn("admin"), await daemon.loggedIn("deputy")];
    other = await daemon.greeted();
    const password = secrets.password("b-admin");
    const { error } = await other.ask("session.login", { municipality: NEIGHBOUR, operatorId: "b-admin", password });
    expect(error).to.equal(undefined);
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const ask = async (client: RawClient, method: string, params: object = {}): Promise<Result> => {
    const { result, error } = await client.ask(method, params);
    expect(error, `${method}: ${JSON.stringify(error)}`).to.equal(undefined);
    return result!;
  };
  const refusal = async (client: RawClient, method: string, params: object) =>
    (await client.ask(method, params)).error!.data;
  const approved = async (what: object, by = deputy) => {
    const { approval } = await ask(admin, "tuning.propose", { ...what, reason: "新しい色" });
    const { id } = approval as { id: string };
    await ask(by, "approvals.approve", { approvalId: id, reason: "確認済み" });
    return id;
  };
  /** Saves a set and publishes it with the deputy's approval; gives the version. */
  const publish = async (set: object) => {
    const { revision } = await ask(admin, "tuning.draft");
    const { revision: saved } = await ask(admin, "tuning.save", { revision, set });
    return ask(admin, "tuning.publish", { revision: saved, approvalId: await approved({ revision: saved }) });
  };
  const look = async (client: RawClient) => {
    const { version, tuning } = await ask(client, "tuning.current");
    const { colours, buttons } = tuning as { colours: Record<string, string>; buttons: Record<string, { ja: string }> };
    return { version, ground: colours["ground"], execute: buttons["execute"]!.ja };
  };
  const lastRow = async (event: string) => {
    const auditor = await daemon.loggedIn("auditor");
    const { entries } = await ask(auditor, "audit.list", { event, limit: 1000 });
    auditor.socket.close();
    return (entries as Result[]).filter((one) => one["event"] === event).at(-1)!;
  };
  const STANDARD = { version: 0, ground: "#eef1f0", execute: "実行" };

  it("goes from draft over a second operator's approval to every open terminal, and leaves the neighbour's as it is (R-ACT-01, R-TUNE-01, R-TUNE-05, R-TUNE-07, R-TUNE-11, R-TUNE-13, X-24)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    expect(await look(clerk)).to.deep.equal(STANDARD);
    const set = {
      colours: { ground: "#eef4ff" },
      buttons: { execute: { ja: "開く" } },
      menu: {
        guidance: { ja: "業務を選んでください。" },
        rows: { "card-operation": { explanation: { ja: "窓口の業務です。" }, functions: { users: { ja: "利用者" } } } },
      },
    };
    const draft = await ask(admin, "tuning.save", { revision: 0, set });
    expect([draft["revision"], draft["problems"]]).to.deep.equal([1, []]);
    expect((draft["changes"] as { ja: string }[]).map(({ ja }) => ja)).to.include(
      "画面の色 ＞ 背景: （標準） → #eef4ff",
    );
    expect(await look(clerk), "a draft is nobody's counter").to.deep.equal(STANDARD);

    expect(await admin.codeOf("tuning.publish", { revision: 1 })).to.equal("approval.needed");
    const { approval } = await ask(admin, "tuning.propose", { revision: 1, reason: "新しい色" });
    const { id: approvalId, subject } = approval as { id: string; subject: string };
    expect((await ask(deputy, "tuning.draft"))["subject"], "who approves sees the same").to.equal(subject);
    const own = { approvalId, reason: "自分で" };
    expect(await admin.codeOf("approvals.approve", own)).to.equal("approval.same-person");
    expect(await admin.codeOf("tuning.publish", { revision: 1, approvalId })).to.equal("approval.not-approved");
    await ask(deputy, "approvals.approve", { approvalId, reason: "確認済み" });
    const heard = clerk.frames.length;
    const { version } = await ask(admin, "tuning.publish", { revision: 1, approvalId });
    expect(version).to.equal(1);

    expect(await look(clerk)).to.deep.equal({ version: 1, ground: "#eef4ff", execute: "開く" });
    expect(clerk.frames.slice(heard).map(({ method }) => method)).to.include("tuning.published");
    const menu = await ask(clerk, "menu.get");
    const [first, second] = menu["rows"] as { id: string; explanation: { ja: string }; execute: { ja: string } }[];
    expect((menu["guidance"] as { ja: string }).ja).to.equal("業務を選んでください。");
    expect([first!.id, first!.explanation.ja, first!.execute.ja]).to.deep.equal([
      "card-operation",
      "窓口の業務です。",
      "開く",
    ]);
    // The new text shows in the chosen row only (R-TUNE-09), and the function is opened by its id (R-TUNE-07).
    expect(second!.explanation.ja).to.match(/^外部システムからのデータ/);
    const opened = await ask(clerk, "menu.open", { row: "card-operation", function: "users", press: menu["press"] });
    expect((opened["function"] as { label: { ja: string } }).label.ja).to.equal("利用者");

    expect(await look(other), "the neighbour").to.deep.equal(STANDARD);
    const theirs = await ask(other, "menu.get");
    expect((theirs["guidance"] as { ja: string }).ja).to.match(/^下記のメニュー/);
    expect(other.frames.map(({ method }) => method)).not.to.include("tuning.published");
    const { facts, actor, outcome } = await lastRow("tuning.publish");
    expect([actor, outcome, facts]).to.deep.equal([
      "admin",
      "ok",
      { replaces: 0, changes: 5, approvalId, approvedBy: "deputy", reason: "新しい色", version: 1 },
    ]);
    clerk.socket.close();
  });

  it("is served as it was published after a restart of the daemon, without a change of program (R-TUNE-01)", async () => {
    await daemon.stopDaemon();
    await daemon.startDaemon();
    [admin, deputy] = [await daemon.loggedIn("admin"), await daemon.loggedIn("deputy")];
    expect(await look(admin)).to.include({ version: 1, ground: "#eef4ff" });
  });

  it("refuses a fixed value, an unknown parameter and a set with an error whole, with the place, and puts the attempt on record (R-TUNE-12, R-PIN-04, X-23)", async () => {
    const before = await ask(admin, "tuning.draft");
    const { revision } = before;
    const colours = { ground: "#ffffff" };
    for (const [set, code, place] of [
      [{ colours, pinTries: 10 }, "tuning.fixed-value", "pinTries"],
      [{ colours, hours: { kiosk: "0-24" } }, "tuning.fixed-value", "hours"],
      [{ colours, mood: "good" }, "tuning.invalid", "mood"],
      [{ colours, screens: { menu: { hidden: ["end"] } } }, "tuning.invalid", "screens.menu.hidden.0"],
    ] as const) {
      const { code: told, details } = await refusal(admin, "tuning.save", { revision, set });
      expect([told, details["place"]]).to.deep.equal([code, place]);
      expect(details["ja"]).to.match(/[ぁ-ん]/);
      const { problems } = await ask(admin, "tuning.check", { set });
      expect((problems as { place: string }[]).map((one) => one.place)).to.deep.equal([place]);
    }
    expect(await lastRow("tuning.save")).to.include({ outcome: "refused", code: "tuning.invalid" });
    expect(await ask(admin, "tuning.draft")).to.deep.equal(before);
  });

  it("is refused to who has not the right, and one's own to the neighbour (R-TUNE-11, R-TUNE-13)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("tuning.save", { revision: 0, set: {} })).to.equal("session.not-permitted");
    clerk.socket.close();
    other = await daemon.greeted();
    const password = secrets.password("b-admin");
    await ask(other, "session.login", { municipality: NEIGHBOUR, operatorId: "b-admin", password });
    await ask(other, "tuning.save", { revision: 0, set: { colours: { ground: "#fff4ee" } } });
    expect((await ask(admin, "tuning.draft"))["set"]).not.to.deep.include({ colours: { ground: "#fff4ee" } });
    expect((await ask(other, "tuning.history"))["versions"]).to.deep.equal([]);
    expect(await other.codeOf("tuning.compare", { from: 1, to: "draft" })).to.equal("tuning.no-such-version");
  });

  it("lets of two who changed the same draft one through, and tells the other who was first (R-TUNE-11)", async () => {
    const { revision } = await ask(admin, "tuning.draft");
    const sets = [{ colours: { ground: "#ffffff" } }, { colours: { ground: "#f0f0f0" } }];
    const [one, two] = await Promise.all([
      admin.ask("tuning.save", { revision, set: sets[0] }),
      deputy.ask("tuning.save", { revision, set: sets[1] }),
    ]);
    const [won, lost] = one.error === undefined ? [one, two] : [two, one];
    expect(won.error).to.equal(undefined);
    expect(lost.error!.data.code).to.equal("tuning.draft-changed");
    expect(lost.error!.data.details["changedBy"]).to.equal(won === one ? "admin" : "deputy");
    const kept = (await ask(admin, "tuning.draft"))["set"];
    expect(kept).to.deep.equal(won === one ? sets[0] : sets[1]);
  });

  it("publishes nothing but what was approved: a draft that was changed since is refused", async () => {
    const { revision } = await ask(admin, "tuning.draft");
    const { revision: first } = await ask(admin, "tuning.save", { revision, set: { colours: { ground: "#fafafa" } } });
    const approvalId = await approved({ revision: first });
    const { revision: next } = await ask(deputy, "tuning.save", {
      revision: first,
      set: { colours: { ink: "#000000" } },
    });
    expect(await admin.codeOf("tuning.publish", { revision: first, approvalId })).to.equal("tuning.draft-changed");
    expect(await admin.codeOf("tuning.publish", { revision: next, approvalId })).to.equal("approval.another-subject");
    expect(await look(admin)).to.include({ version: 1 });
  });

  it("goes back to a version by one call with an approval, and keeps the items that were added since (R-TUNE-11, R-TUNE-04)", async () => {
    expect(await publish({ colours: { ground: "#ffffff" }, items: [ITEM] })).to.include({ version: 2 });
    const { revision } = await ask(admin, "tuning.draft");
    const without = { revision, set: { colours: { ground: "#eeeeee" } } };
    const { code, details } = await refusal(admin, "tuning.save", without);
    expect([code, details["place"]]).to.deep.equal(["tuning.invalid", "items.ward"]);
    expect(await admin.codeOf("tuning.return", { version: 1 })).to.equal("approval.needed");
    expect(await admin.codeOf("tuning.return", { version: 9 })).to.equal("tuning.no-such-version");
    const approvalId = await approved({ version: 1 });
    expect(await admin.codeOf("tuning.return", { version: 0, approvalId })).to.equal("approval.another-subject");
    const again = await approved({ version: 1 });
    expect(await ask(admin, "tuning.return", { version: 1, approvalId: again })).to.include({ version: 3 });
    expect(await look(admin)).to.deep.equal({ version: 3, ground: "#eef4ff", execute: "開く" });
    const { versions } = await ask(admin, "tuning.history");
    const told = (versions as Result[]).map(({ version, returnedTo, approvedBy }) => [version, returnedTo, approvedBy]);
    expect(told).to.deep.equal([
      [3, 1, "deputy"],
      [2, undefined, "deputy"],
      [1, undefined, "deputy"],
    ]);
    const { changes } = await ask(admin, "tuning.compare", { from: 1, to: 3 });
    expect((changes as { place: string }[]).map(({ place }) => place)).to.deep.equal(["items.ward"]);
  });

  it("takes an added item in by the import, shows it and writes it to files from the moment it is published (R-TUNE-04, R-DATA-11, X-22)", async () => {
    const senior = await daemon.loggedIn("senior");
    const content = residentFile(CITY, 1, [row("R1", { ward: "北" })]);
    expect(await senior.codeOf("residents.import", { content })).to.equal("ok");
    const { residents } = await ask(senior, "residents.search", { query: { residentId: "R1" } });
    expect(JSON.stringify(residents)).to.contain("行政区").and.to.contain("北");
    const strange = residentFile(CITY, 2, [row("R1", { parking: "1" })]);
    expect(await senior.codeOf("residents.import", { content: strange })).to.equal("import.bad-line");
    const { items } = await ask(senior, "privacy.inventory");
    expect(items).to.deep.include({ name: "ward", label: ITEM.label, purpose: ITEM.purpose });
    senior.socket.close();
  });

  it("is written to one file and taken from it into a draft; a file that is altered, foreign or of another schema changes nothing (R-TUNE-11)", async () => {
    const { name, content } = (await ask(admin, "tuning.export", { version: 2 })) as Record<string, string>;
    expect(name).to.equal("tuning-13101-2.json");
    const { revision, set } = await ask(admin, "tuning.draft");
    const attempts: readonly (readonly [string, string, RawClient])[] = [
      ["tuning.file-altered", content!.replace("#ffffff", "#000000"), admin],
      ["tuning.file-altered", content!.replace(/"signature": "[^"]+"/, '"signature": "e30.e30.AA"'), admin],
      ["tuning.file-schema", content!.replace('"schema": 1', '"schema": 2'), admin],
      ["tuning.file-malformed", content!.slice(0, -20), admin],
      ["tuning.file-malformed", "[]", admin],
      ["tuning.file-of-another", content!, other],
    ];
    for (const [code, file, client] of attempts) {
      const at = client === admin ? revision : 1;
      expect(await client.codeOf("tuning.import", { revision: at, content: file })).to.equal(code);
    }
    expect((await ask(admin, "tuning.draft"))["set"]).to.deep.equal(set);
    const taken = await ask(admin, "tuning.import", { revision, content });
    expect((taken["set"] as { colours: object }).colours).to.deep.equal({ ground: "#ffffff" });
    expect(await look(admin), "nothing is published by it").to.include({ version: 3 });
    // Another municipality takes a look over on purpose, by naming whose it is.
    const copied = await ask(other, "tuning.import", { revision: 1, content, from: CITY });
    expect((copied["set"] as { colours: object }).colours).to.deep.equal({ ground: "#ffffff" });
  });

  it("describes every parameter with its default and who may change it (R-TUNE-14)", async () => {
    const { schema, screens, forms } = (await ask(admin, "tuning.parameters")) as {
      schema: Result;
      screens: { id: string; fields: object[] }[];
      forms: { id: string; fields: object[] }[];
    };
    const end = { id: "end", label: { ja: "終了", en: "End" }, mandatory: true };
    expect(screens.find(({ id }) => id === "menu")!.fields).to.deep.include(end);
    expect(forms.find(({ id }) => id === "user-list")!.fields).to.deep.include({ ...ITEM_FIELD, mandatory: false });
    expect(schema["x-right"]).to.equal("tuning.edit");
    const { colours } = schema["properties"] as { colours: { properties: { ink: Result } } };
    expect(colours.properties.ink).to.include({ default: "#16242b", title: "文字" });
    expect(JSON.stringify(schema)).not.to.match(/tries|gate|firewall/i);
  });
});
