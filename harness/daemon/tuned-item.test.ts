import { mkdirSync, readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { expect } from "chai";
import { hasPoppler, look } from "#daemon/forms/paper/poppler.fixture.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const hoshimi = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
const item = (name: string, ja: string) => ({ name, label: { ja, en: name }, purpose: "地区のお知らせ" });

/** The town, of whose two systems one declares the item that operators will add and the other does not. */
const fixture = {
  ...hoshimi,
  services: Object.fromEntries(
    (["library", "facilities"] as const).map((id) => {
      const service = hoshimi.services[id]!;
      const fields = id === "library" ? ["name", "ward"] : ["name"];
      return [id, { ...service, system: { ...service.system, fields } }];
    }),
  ),
};

describe("A data item that operators add by tuning", function () {
  this.timeout(90_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let senior: RawClient;
  let declares: HandOverDesk;
  let other: HandOverDesk;
  let out: string;

  before(async () => {
    pki = await TestPki.create();
    const desk = { identity: await pki.server("business-system"), clientCa: pki.ca, clientName: "daemon" };
    declares = await HandOverDesk.start({ ...desk, system: "library-window", fields: ["name", "ward"] });
    other = await HandOverDesk.start({ ...desk, system: "facilities", fields: ["name"] });
    daemon = new DaemonInTest(pki);
    out = join(daemon.folder, "out");
    mkdirSync(out);
    await daemon.start({
      fixture,
      residents: { plain: true, tunedItems: ["ward"], output: { folder: out } },
      deliveries: new Map([
        ["library", declares.url],
        ["facilities", other.url],
      ]),
    });
    senior = await daemon.loggedIn("senior");
  });
  after(async () => {
    await daemon.stop();
    await declares.close();
    await other.close();
    pki.close();
  });

  const ok = async (client: RawClient, method: string, params: object) => {
    const { result, error } = await client.ask(method, params);
    expect(error, `${method} ${JSON.stringify(error)}`).to.equal(undefined);
    return result as Record<string, string>;
  };
  const pdf = (path: string) =>
    new Promise<Buffer>((resolve, reject) => {
      get(new URL(path, daemon.address.url), { ca: pki.ca }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part)).on("end", () => resolve(Buffer.concat(parts)));
      }).on("error", reject);
    });

  it("follows to import, screen, form and file output, and to a business system only where it is declared (X-22, R-TUNE-04, R-DATA-03, R-DATA-04, R-DATA-11)", async function () {
    const content = residentFile(CITY, 1, [row("R1", { ward: "北区", household: "H-77" })]);
    expect(await senior.codeOf("residents.import", { content })).to.equal("import.bad-line");

    const [admin, deputy] = [await daemon.loggedIn("admin"), await daemon.loggedIn("deputy")];
    const set = { items: [item("ward", "行政区"), item("household", "世帯番号")] };
    await ok(admin, "tuning.save", { revision: 0, set });
    const { approval } = await ok(admin, "tuning.propose", { revision: 1, reason: "行政区の追加" });
    const approvalId = (approval as unknown as { id: string }).id;
    await ok(deputy, "approvals.approve", { approvalId, reason: "確認" });
    await ok(admin, "tuning.publish", { revision: 1, approvalId });
    await ok(senior, "residents.import", { content });

    const card = deskCard({ master: daemon.secrets.areaMaster("own"), key: hoshimi.areaKey });
    daemon.cs.setStatus(card.cardId, "active");
    daemon.readers.insert("r1", card);
    const { userId = "" } = await ok(senior, "users.register", { readerId: "r1", residentId: "R1" });
    await ok(senior, "area.set", { readerId: "r1" });
    let applied = "";
    for (const serviceId of ["library", "facilities"]) {
      const { applicationId = "" } = await ok(senior, "applications.record", { userId, serviceId, kind: "load" });
      const early = await senior.codeOf("forms.print", { form: "load-receipt", id: applicationId });
      expect(early, "before the load there is nothing to receive").to.equal("form.nothing-there");
      await ok(senior, "cardApps.load", { readerId: "r1", applicationId });
      applied = applicationId;
    }
    await declares.took(1);
    await other.took(1);
    expect(declares.messages.map(({ fields }) => fields)).to.deep.equal([{ name: "見本 太郎", ward: "北区" }]);
    expect(other.messages.map(({ fields }) => fields)).to.deep.equal([{ name: "見本 太郎" }]);

    const { file = "" } = await ok(senior, "users.export", { purpose: "年次点検" });
    const line = readFileSync(join(out, file), "utf8").split("\n")[1]!;
    expect(JSON.parse(line)).to.include({ userId, ward: "北区", household: "H-77" });

    if (!(await hasPoppler())) this.skip();
    await ok(senior, "stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
    for (const [form, id, title] of [
      ["load-receipt", applied, "カードAP搭載 受領書"],
      ["issue-slip", applied, "利用登録票"],
      ["stop-notice", card.cardId, "停止措置通知"],
    ] as const) {
      const { path = "" } = await ok(senior, "forms.print", { form, id });
      const { text } = await look(await pdf(path));
      expect(text, form).to.contain(title).and.to.contain("行政区 北区").and.to.contain("世帯番号 H-77");
      // A card is named by its end alone.
      expect(text, form).not.to.contain(card.cardId);
    }
    const { path = "" } = await ok(senior, "forms.print", { form: "user-list", purpose: "点検" });
    expect((await look(await pdf(path))).text)
      .to.contain("世帯番号")
      .and.to.contain("H-77");
  });

  it("is refused by the configuration where a system declares what neither it nor the configuration names, or both add it (X-22)", async () => {
    await daemon.stopDaemon();
    const tried = async (change: (config: string) => string) =>
      daemon.startWith(change).then(
        () => "started",
        (error: { code: string }) => error.code,
      );
    expect(await tried((config) => config.replace("- ward", "- parking"))).to.equal("config.invalid");
  });
});
