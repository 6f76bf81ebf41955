import { expect } from "chai";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const core = { name: "手書 花子", kana: "テガキ ハナコ", address: "星見市2-2", birth: "1990-03-04", sex: "2" };
const entry = (residentId: string, over: object = {}) => ({
  residentId,
  ...core,
  reason: "not-imported-yet",
  ...over,
});
const ward = { name: "ward", label: { en: "Ward", ja: "行政区" }, maxLength: 5, purpose: "notices" };

describe("Residents who are entered by hand", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let senior: RawClient;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  afterEach(() => daemon.stop());

  const start = async (residents: object) => {
    daemon = await new DaemonInTest(pki).start({ residents: { plain: true, ...residents } });
    senior = await daemon.loggedIn("senior");
  };
  const found = async (residentId: string) => {
    const { result } = await senior.ask("residents.search", { query: { residentId } });
    return result!["residents"] as Record<string, unknown>[];
  };
  const audited = async (event: string) => {
    const { result } = await (await daemon.loggedIn("auditor")).ask("audit.list", { limit: 1000 });
    return (result!["entries"] as Record<string, unknown>[]).filter((one) => one["event"] === event);
  };

  it("are off by default, and a right of its own where they are on (A-08, R-JUKI-01)", async () => {
    await start({});
    expect(await senior.codeOf("residents.enter", entry("R9"))).to.equal("manual.off");
    expect(await found("R9")).to.deep.equal([]);
    await daemon.stop();
    await start({ manual: true });
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("residents.enter", entry("R9"))).to.equal("session.not-permitted");
    expect(await clerk.codeOf("residents.manual")).to.equal("session.not-permitted");
  });

  it("are marked, corrected by hand, on record, and become the register's with the import that names them (A-08, R-JUKI-01, R-PRIV-04)", async () => {
    await start({ manual: true, items: [ward] });
    const items = [{ name: "ward", value: "北" }];
    expect((await senior.ask("residents.enter", entry("R9", { items }))).result).to.include({ corrected: false });
    expect((await senior.ask("residents.enter", entry("R9", { items, address: "星見市3-3" }))).result).to.include({
      corrected: true,
    });
    expect((await found("R9"))[0]).to.deep.include({
      address: "星見市3-3",
      source: "manual",
      items: [{ name: "ward", label: ward.label, value: "北" }],
    });
    const { result } = await senior.ask("residents.manual");
    expect((result!["residents"] as object[])[0]).to.deep.include({ residentId: "R9", enteredBy: "senior", users: 0 });
    const rows = await audited("residents.enter");
    expect(rows.map(({ target, facts }) => [target, facts])).to.deep.equal([
      ["R9", { reason: "not-imported-yet", corrected: false }],
      ["R9", { reason: "not-imported-yet", corrected: true }],
    ]);
    expect(JSON.stringify(rows)).not.to.contain("手書").and.not.to.contain("星見市3");
    await senior.ask("residents.import", { content: residentFile(CITY, 1, [{ residentId: "R9", ...core }]) });
    expect((await found("R9"))[0]).to.deep.include({ address: "星見市2-2", source: "call", sequence: 1, items: [] });
    expect((await senior.ask("residents.manual")).result!["residents"]).to.deep.equal([]);
    // From here on the register tells of the resident, and nobody else.
    expect(await senior.codeOf("residents.enter", entry("R9"))).to.equal("manual.known-resident");
  });

  it("are listed a page at a time, each of them once, to the last one (A-08)", async () => {
    await start({ manual: true, items: [] });
    const ids = Array.from({ length: 7 }, (_, n) => `R${n + 1}`);
    for (const id of [...ids].reverse()) {
      const { items: _, ...plain } = entry(id) as Record<string, unknown>;
      expect(await senior.codeOf("residents.enter", plain), id).to.equal("ok");
    }
    const listed: string[] = [];
    const sizes: number[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const { result } = await senior.ask("residents.manual", { limit: 3, ...(after && { after }) });
      const page = (result!["residents"] as { residentId: string }[]).map(({ residentId }) => residentId);
      sizes.push(page.length);
      listed.push(...page);
      after = page.at(-1);
      more = result!["more"] as boolean;
    }
    expect(listed).to.deep.equal(ids);
    expect(sizes).to.deep.equal([3, 3, 1]);
    expect((await senior.ask("residents.manual", { limit: 7 })).result).to.include({ more: false });
    for (const limit of [0, 201]) expect(await senior.codeOf("residents.manual", { limit })).to.equal("api.bad-params");
    // What is told is on record, page by page.
    expect((await audited("residents.manual")).map(({ target }) => target)).to.include("R1,R2,R3");
  });

  it("are refused where a file's line would be, with the field and without a value; nothing is stored (R-DATA-11, R-PRIV-03)", async () => {
    await start({ manual: true, items: [ward] });
    const refused = async (over: object) => {
      const { error } = await senior.ask("residents.enter", entry("R9", over));
      expect(await found("R9")).to.deep.equal([]);
      return [error?.data.code, error?.data.details["field"]].filter((part) => part !== undefined).join(" ");
    };
    expect(await refused({ items: [{ name: "phone", value: "090" }] })).to.equal("manual.bad-entry unknown field");
    expect(await refused({ items: [{ name: "ward", value: "北北北北北北" }] })).to.equal("manual.bad-entry ward");
    expect(await refused({ items: [{ name: "name", value: "x" }] })).to.equal("manual.bad-entry items");
    expect(await refused({ items: [ward, ward].map(({ name }) => ({ name, value: "x" })) })).to.equal(
      "manual.bad-entry items",
    );
    expect(await refused({ items: [{ name: "movedOut", value: "2026-01-01" }] })).to.equal("manual.bad-entry items");
    expect(await refused({ address: "番号は1234 5678 9018です" })).to.equal("manual.individual-number");
    expect(await refused({ birth: "1990-02-30" })).to.match(/^api\.bad-params/);
    expect(await refused({ reason: "because" })).to.match(/^api\.bad-params/);
    expect(await refused({ phone: "090" })).to.match(/^api\.bad-params/);
  });
});
