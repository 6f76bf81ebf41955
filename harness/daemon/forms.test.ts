import { get } from "node:https";
import { expect } from "chai";
import { hasPoppler, look } from "#daemon/forms/paper/poppler.fixture.js";
import { TICKET_MS } from "#daemon/forms/print-desk.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe("Printing forms", function () {
  this.timeout(90_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let senior: RawClient;
  let admin: RawClient;
  let deputy: RawClient;
  let auditor: RawClient;
  let userId = "";
  let applicationId = "";
  const card = deskCard();

  before(async () => {
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start({ residents: { plain: true } });
    senior = await daemon.loggedIn("senior");
    admin = await daemon.loggedIn("admin");
    deputy = await daemon.loggedIn("deputy");
    auditor = await daemon.loggedIn("auditor");
    const content = residentFile(CITY, 1, [row("R1", { name: "葛\u{e0100}城 花子" })]);
    expect(await senior.codeOf("residents.import", { content })).to.equal("ok");
    daemon.readers.insert("r1", card);
    const { result } = await senior.ask("users.register", { readerId: "r1", residentId: "R1" });
    userId = String(result!["userId"]);
    const applied = await senior.ask("applications.record", { userId, serviceId: "library", kind: "load" });
    applicationId = String(applied.result!["applicationId"]);
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const fetched = (path: string) =>
    new Promise<Fetched>((resolve, reject) => {
      get(new URL(path, daemon.address.url), { ca: pki.ca }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
        response.on("error", reject);
      }).on("error", reject);
    });
  const ticket = async (client: RawClient, params: object, method = "forms.print") => {
    const { result, error } = await client.ask(method, params);
    expect(error, JSON.stringify(error)).to.equal(undefined);
    return result as { path: string; name: string };
  };
  const rows = async (event: string) => {
    const { result } = await auditor.ask("audit.list", { event, limit: 1000 });
    return (result!["entries"] as Record<string, unknown>[]).filter((one) => one["event"] === event);
  };

  it("gives each form to who has its right and to nobody else, and puts each on record (R-DATA-12, R-OPR-09, R-LOG-02)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    const list = { purpose: "年次点検" };
    for (const [form, params, by, without] of [
      ["application", { id: applicationId }, clerk, auditor],
      ["user", { id: userId }, clerk, admin],
      ["user-list", list, senior, clerk],
      ["operator-list", list, admin, senior],
      ["audit-extract", list, auditor, admin],
    ] as const) {
      expect(await without.codeOf("forms.print", { form, ...params }), form).to.equal("session.not-permitted");
      const { path, name } = await ticket(by, { form, ...params });
      // A random name and no personal datum in the address.
      expect(path).to.match(/^\/forms\/[0-9a-f]{64}$/);
      expect(name).to.equal(`${form}.pdf`);
      const { status, headers, body } = await fetched(path);
      expect([status, headers["content-type"], headers["cache-control"]]).to.deep.equal([
        200,
        "application/pdf",
        "no-store",
      ]);
      expect(body.subarray(0, 5).toString()).to.equal("%PDF-");
      expect(body.subarray(-6).toString()).to.contain("%%EOF");
    }
    const asked = await rows("forms.print");
    expect(asked.filter(({ outcome }) => outcome === "refused")).to.have.length(5);
    const told = asked.filter(({ outcome }) => outcome === "ok").map(({ facts, target }) => [target, facts]);
    expect(told[1]).to.deep.equal(["R1", { form: "user", id: userId }]);
    expect(told[2]).to.deep.equal([undefined, { form: "user-list", purpose: "年次点検" }]);
    const printed = await rows("forms.printed");
    expect(printed.map(({ outcome, actor }) => `${outcome} ${actor}`)).to.deep.equal([
      ...["ok clerk", "ok clerk", "ok senior", "ok admin", "ok auditor"],
    ]);
    expect(printed[2]!["facts"]).to.deep.equal({ form: "user-list", pages: 1, rows: 1, replaced: 0 });
    expect(JSON.stringify([asked, printed])).not.to.contain("花子");
    clerk.socket.close();
  });

  it("shows the person in embedded type, the variant form of the name too (R-DATA-12)", async function () {
    if (!(await hasPoppler())) this.skip();
    const { path } = await ticket(senior, { form: "user", id: userId });
    const { text, fonts } = await look((await fetched(path)).body);
    expect(text).to.contain("葛\u{e0100}城 花子").and.to.contain("利用者票").and.to.contain("操作者 senior");
    expect(fonts.join()).to.match(/yes yes yes/);
    const { path: extract } = await ticket(auditor, { form: "audit-extract", purpose: "点検" });
    const { text: log } = await look((await fetched(extract)).body);
    expect(log).to.contain("forms.print").and.to.contain("監査ログ抄本").and.not.to.contain("花子");
  });

  it("works once, for the same peer, within its time, and only while the session lasts and has the right (X-38, R-OPR-02)", async () => {
    const sheet = { form: "user", id: userId };
    const { path } = await ticket(senior, sheet);
    expect((await fetched(path)).status).to.equal(200);
    expect((await fetched(path)).status, "a second time").to.equal(404);
    expect((await fetched(`/forms/${"0".repeat(64)}`)).status, "a guess").to.equal(404);

    const late = await ticket(senior, sheet);
    daemon.clock.advance(TICKET_MS);
    expect((await fetched(late.path)).status, "too late").to.equal(404);

    const clerk = await daemon.loggedIn("clerk");
    const gone = await ticket(clerk, sheet);
    expect(await clerk.codeOf("session.logout")).to.equal("ok");
    expect((await fetched(gone.path)).status, "after the logout").to.equal(404);

    await clerk.ask("session.login", daemon.credentials("clerk"));
    const withdrawn = await ticket(clerk, sheet);
    const change = { operatorId: "clerk", withdrawn: ["resident.read"] };
    expect(await admin.codeOf("operators.update", change)).to.equal("ok");
    expect((await fetched(withdrawn.path)).status, "without the right").to.equal(404);
    expect(await admin.codeOf("operators.update", { operatorId: "clerk", withdrawn: [] })).to.equal("ok");
    clerk.socket.close();
  });

  it("refuses a sheet of nothing, a list without a purpose, and a form that there is none of", async () => {
    expect(await senior.codeOf("forms.print", { form: "user", id: "nobody" })).to.equal("form.nothing-there");
    expect(await senior.codeOf("forms.print", { form: "user" })).to.equal("api.bad-params");
    expect(await senior.codeOf("forms.print", { form: "user-list" })).to.equal("api.bad-params");
    expect(await senior.codeOf("forms.print", { form: "poster", id: "x" })).to.equal("api.bad-params");
    // There is nothing to receive before the load is confirmed.
    expect(await senior.codeOf("forms.print", { form: "load-receipt", id: applicationId })).to.equal(
      "form.nothing-there",
    );
  });

  it("prints the disclosure with the form itself, to who has shown who he is (R-PRIV-09)", async function () {
    const shown = { applicantId: "R1", residentId: "R1", papers: "passport" };
    const { result } = await senior.ask("privacy.disclose", { ...shown, print: true });
    const { path } = result!["print"] as { path: string };
    const { status, body } = await fetched(path);
    expect(status).to.equal(200);
    const without = await senior.ask("privacy.disclose", shown);
    expect(without.result!["print"]).to.equal(undefined);
    if (!(await hasPoppler())) this.skip();
    expect((await look(body)).text)
      .to.contain("保有個人情報開示書")
      .and.to.contain("アクセス履歴");
  });

  it("is laid out as the municipality has published it, from that moment on, and shows a sample of the draft before (R-TUNE-03, R-TUNE-01)", async function () {
    if (!(await hasPoppler())) this.skip();
    const forms = {
      user: {
        paper: "A5",
        title: { ja: "ご利用者カード票" },
        order: ["name"],
        hidden: ["kana"],
        labels: { number: { ja: "整理番号" } },
      },
    };
    const refused = await admin.ask("tuning.save", { revision: 0, set: { forms: { user: { order: ["pinCode"] } } } });
    expect(refused.error!.data.details).to.include({ place: "forms.user.order.0", problem: "secret-field" });
    expect(await admin.codeOf("tuning.save", { revision: 0, set: { forms } })).to.equal("ok");
    const sample = await look((await fetched((await ticket(admin, { form: "user" }, "forms.sample")).path)).body);
    expect(sample.text).to.contain("ご利用者カード票").and.to.contain("見本 花子");
    const print = async () => look((await fetched((await ticket(senior, { form: "user", id: userId })).path)).body);
    expect((await print()).text)
      .to.contain("利用者票")
      .and.not.to.contain("整理番号");

    const { result } = await admin.ask("tuning.propose", { revision: 1, reason: "様式の変更" });
    const { id: approvalId } = result!["approval"] as { id: string };
    expect(await deputy.codeOf("approvals.approve", { approvalId, reason: "確認" })).to.equal("ok");
    expect(await admin.codeOf("tuning.publish", { revision: 1, approvalId })).to.equal("ok");
    const { text, paper } = await print();
    expect(text).to.contain("ご利用者カード票").and.to.contain("整理番号").and.not.to.contain("フリガナ");
    expect(Math.round(paper[0])).to.equal(420);
    const { result: data } = await senior.ask("forms.get", { form: "user", id: userId });
    expect((data!["form"] as { title: { ja: string } }).title.ja).to.equal("ご利用者カード票");
  });
});
