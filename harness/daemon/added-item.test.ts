import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Form } from "#daemon/api/contract/index.js";
import { openMedia } from "#daemon/media/open-media.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const hoshimi = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
const ward = {
  name: "ward",
  label: { en: "Ward", ja: "行政区" },
  purpose: "地区のお知らせ",
  required: true,
  maxLength: 8,
};
const household = { name: "household", label: { en: "Household", ja: "世帯番号" }, purpose: "家族カード" };

/** The town, of whose two systems one declares the added item and the other does not. */
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

describe("A data item that a municipality adds (R-TUNE-04, X-22)", function () {
  this.timeout(90_000);
  const recipient = generateKeyPairSync("rsa", { modulusLength: 2048 });
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
    const pem = join(daemon.folder, "recipient.pem");
    writeFileSync(pem, recipient.publicKey.export({ type: "spki", format: "pem" }));
    await daemon.start({
      fixture,
      residents: { plain: true, items: [ward, household], output: { folder: out, recipient: pem } },
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

  const ok = async (method: string, params: object) => {
    const { result, error } = await senior.ask(method, params);
    expect(error, `${method} ${JSON.stringify(error)}`).to.equal(undefined);
    return result as Record<string, string>;
  };
  const imported = (sequence: number, ...rows: readonly object[]) =>
    senior.ask("residents.import", { content: residentFile(CITY, sequence, rows as never) });

  it("comes in with the import, is stored, shown, printed and put out, and told to the system alone that declared it (R-DATA-03, R-DATA-04, R-DATA-11)", async () => {
    expect((await imported(1, row("R1", { ward: "北区", household: "H-77" }))).error).to.equal(undefined);
    const { residents } = (await ok("residents.search", { query: { residentId: "R1" } })) as unknown as {
      residents: { items: { name: string; value: string }[] }[];
    };
    expect(residents[0]!.items.map(({ name, value }) => [name, value])).to.deep.equal([
      ["ward", "北区"],
      ["household", "H-77"],
    ]);

    const card = deskCard({ master: daemon.secrets.areaMaster("own"), key: hoshimi.areaKey });
    daemon.cs.setStatus(card.cardId, "active");
    daemon.readers.insert("r1", card);
    const { userId = "" } = await ok("users.register", { readerId: "r1", residentId: "R1" });
    await ok("area.set", { readerId: "r1" });
    for (const serviceId of ["library", "facilities"]) {
      const { applicationId } = await ok("applications.record", { userId, serviceId, kind: "load" });
      await ok("cardApps.load", { readerId: "r1", applicationId });
    }
    await declares.took(1);
    await other.took(1);
    expect(declares.messages.map(({ fields }) => fields)).to.deep.equal([{ name: "見本 太郎", ward: "北区" }]);
    expect(other.messages.map(({ fields }) => fields)).to.deep.equal([{ name: "見本 太郎" }]);

    const { form } = (await ok("forms.get", { form: "user", id: userId })) as unknown as { form: Form };
    const printed = form.sections.flatMap(({ fields }) => fields.map(({ label, value }) => `${label.ja} ${value}`));
    expect(printed).to.include("行政区 北区").and.to.include("世帯番号 H-77");

    const { file = "" } = await ok("users.export", { purpose: "年次点検" });
    const { result } = await (await daemon.loggedIn("admin")).ask("move.publicKeys");
    const signer = createPublicKey({ key: (result!["keys"] as object[])[0] as never, format: "jwk" });
    const parts: Uint8Array[] = [];
    const sealed = [readFileSync(join(out, file))];
    for await (const part of openMedia(sealed, { recipient: recipient.privateKey, signers: [signer] }))
      parts.push(part);
    const line = Buffer.concat(parts).toString().split("\n")[1]!;
    expect(JSON.parse(line)).to.include({ userId, ward: "北区", household: "H-77" });
  });

  it("is told anew when it changes, to the system alone that declared it, and one that nobody declared moves nobody (R-DATA-03)", async () => {
    await imported(2, row("R1", { ward: "南区", household: "H-78" }));
    await declares.took(2);
    expect(declares.messages.at(-1)).to.deep.include({ kind: "changed", fields: { name: "見本 太郎", ward: "南区" } });
    // By the next message to the other system it is seen that nothing came between.
    await imported(3, row("R1", { name: "見本 次郎", ward: "南区", household: "H-79" }));
    await declares.took(3);
    await other.took(2);
    expect(other.messages.map(({ kind, fields }) => [kind, fields])).to.deep.equal([
      ["registered", { name: "見本 太郎" }],
      ["changed", { name: "見本 次郎" }],
    ]);
  });

  it("is held to its declaration: left out, too long, of another type or unknown, it is refused with its line, and nothing of the file counts", async () => {
    for (const [rows, field] of [
      [[row("R1", { ward: "東区" }), row("R2")], "ward"],
      [[row("R1", { ward: "東区" }), row("R2", { ward: "とても長い名前の行政区" })], "ward"],
      [[row("R1", { ward: "東区" }), row("R2", { ward: 7 })], "ward"],
      [[row("R1", { ward: "東区" }), row("R2", { ward: "東区", 行政区: "東区" })], "unknown field"],
    ] as const) {
      const { error } = await imported(4, ...rows);
      expect(error?.data.code, JSON.stringify(rows[1])).to.equal("import.bad-line");
      expect(error?.data.details).to.include({ line: 3, field });
    }
    const text = JSON.stringify((await ok("residents.search", { query: { residentId: "R1" } }))["residents"]);
    expect(text).to.contain("南区").and.not.to.contain("東区");
  });

  it("is data and never SQL: hostile values come back as they were, and every table stands (R-DATA-11)", async () => {
    const hostile = `'); DROP TABLE residents; -- "`;
    expect((await imported(5, row("R1", { ward: "北区", household: hostile }))).error).to.equal(undefined);
    const text = JSON.stringify((await ok("residents.search", { query: { residentId: "R1" } }))["residents"]);
    expect(text).to.contain(JSON.stringify(hostile).slice(1, -1));
    for (const term of ["'", "%", `" OR 1=1 --`, "_"]) {
      const { result } = await senior.ask("residents.search", { query: { name: term } });
      expect(result!["residents"], term).to.deep.equal([]);
    }
    const store = await openSqlite(join(daemon.folder, "data", "madoguchi.sqlite"));
    const [{ n }] = (await store("residents").count({ n: "*" })) as [{ n: number }];
    // It is never a column, whatever it is called (decision 0020).
    expect(Object.keys(await store("residents").columnInfo()))
      .to.include("items")
      .and.not.to.include("ward");
    await store.destroy();
    expect(n).to.equal(1);
  });

  describe("is refused at start", () => {
    const replaced = (items: unknown) => (config: string) =>
      config.replace(/ {4,6}items:\n(?: {6,}.*\n)+?(?= {4,6}output:)/, `      items: ${JSON.stringify(items)}\n`);
    const refused = async (change: (config: string) => string) => {
      const before = readFileSync(daemon.configFile, "utf8");
      expect(change(before), "the change hits the configuration").to.not.equal(before);
      try {
        await daemon.startWith(change);
        return "started";
      } catch (error) {
        const { code, details } = error as { code: string; details: Record<string, unknown> };
        return `${code} ${String(details["problems"])}`;
      } finally {
        writeFileSync(daemon.configFile, before);
      }
    };

    for (const [what, name, problem] of [
      ["SQL in its name", "x'); DROP TABLE residents; --", "a lower-case letter"],
      ["a quote in its name", 'ward"', "a lower-case letter"],
      ["another script in its name", "行政区", "a lower-case letter"],
      ["a name of the core, which would give that item another type", "birth", "R-DATA-11"],
      ["the name of a column", "municipality", "R-DATA-11"],
      ["a name that every object answers to", "constructor", "R-DATA-11"],
    ] as const) {
      it(`with ${what} (R-DATA-11)`, async () => {
        const outcome = await refused(replaced([{ ...ward, name, type: "number" }, household]));
        expect(outcome)
          .to.match(/^config\.invalid /)
          .and.to.contain(problem);
      });
    }

    it("twice, and with a word that would take an item of the core away (R-TUNE-04)", async () => {
      expect(await refused(replaced([ward, ward]))).to.contain("item ward is there twice");
      const removal = { ...ward, remove: "birth" };
      expect(await refused(replaced([removal]))).to.match(/^config\.invalid .*remove/s);
      const absent = (config: string) =>
        config.replace(/ {4,6}items:\n/, (items) => `      core: { birth: null }\n${items}`);
      expect(await refused(absent)).to.match(/^config\.invalid .*core/s);
    });

    it("as a field of a system when it is not there, and so is every number that would join what two systems know (R-DATA-03, R-PRIV-10)", async () => {
      const field = (name: string) => (config: string) => config.replace("- ward\n", `- ${name}\n`);
      expect(await refused(field("phone"))).to.contain("residents have no item phone");
      for (const name of ["residentId", "cardId"]) expect(await refused(field(name))).to.contain("R-PRIV-10");
    });
  });
});
