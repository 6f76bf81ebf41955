import { expect } from "chai";
import { residentFile } from "../municipality/resident-file.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { CITY, type DaemonInTest, type RawClient } from "./daemon-in-test.js";

const row = (residentId: string, kana = "ミホン タロウ") => ({
  residentId,
  name: "見本 太郎",
  kana,
  address: "星見市1-1",
  birth: "1980-01-02",
  sex: "1",
});

describe("Resident information in a running daemon", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;
  let senior: RawClient;

  daemonFor("each", (started) => {
    daemon = started;
  });
  beforeEach(async () => {
    senior = await daemon.loggedIn("senior");
  });

  const importing = (content: string) => senior.ask("residents.import", { content });
  const found = async (query: object) => {
    const { result } = await senior.ask("residents.search", { query });
    return (result!["residents"] as { residentId: string }[]).map(({ residentId }) => residentId);
  };

  it("is imported from a file and found by id, kana and name (R-JUKI-03)", async () => {
    const { result } = await importing(residentFile(CITY, 1, [row("R1"), row("R2", "ホシミ ハナコ")]));
    expect(result).to.deep.equal({ imported: 2, sequence: 1, kind: "difference", removed: 0, left: 0 });
    expect(await found({ residentId: "R1" })).to.deep.equal(["R1"]);
    expect(await found({ kana: "ホシミ" })).to.deep.equal(["R2"]);
    expect(await found({ name: "見本" })).to.deep.equal(["R1", "R2"]);
    expect(await found({ name: "見本", kana: "ホシミ" })).to.deep.equal(["R2"]);
  });

  it("is renewed by a newer file and never rolled back by an older one (X-32)", async () => {
    await importing(residentFile(CITY, 2, [row("R1", "アタラシイ")]));
    for (const sequence of [1, 2]) {
      const { error } = await importing(residentFile(CITY, sequence, [row("R1", "フルイ")]));
      expect([error?.data.code, error?.data.details["last"]]).to.deep.equal(["import.old-sequence", 2]);
    }
    expect(await found({ kana: "アタラシイ" })).to.deep.equal(["R1"]);
  });

  for (const [what, file, code, line] of [
    ["no header", "x\n", "import.bad-header", 1],
    ["nothing", "\n", "import.bad-header", 1],
    ["another kind of file", residentFile(CITY, 1, []).replace('"residents"', '"card-status"'), "import.wrong-type", 1],
    ["another municipality's file", residentFile("13102", 1, [row("R1")]), "import.wrong-municipality", 1],
    [
      "a file that was cut off",
      residentFile(CITY, 1, [row("R1"), row("R2")]).slice(0, -20),
      "import.damaged",
      undefined,
    ],
    ["an altered octet", residentFile(CITY, 1, [row("R1")]).replace("1980", "1981"), "import.damaged", undefined],
    ["a wrong date", residentFile(CITY, 1, [row("R1"), { ...row("R2"), birth: "1980-02-30" }]), "import.bad-line", 3],
    ["an unknown field", residentFile(CITY, 1, [row("R1"), { ...row("R2"), x: 1 } as never]), "import.bad-line", 3],
    ["a line that is no JSON", residentFile(CITY, 1, ["x" as never]), "import.bad-line", 2],
    ["a resident twice", residentFile(CITY, 1, [row("R1"), row("R1")]), "import.same-resident-twice", 3],
    [
      "a field for individual numbers",
      residentFile(CITY, 1, [row("R1"), { ...row("R2"), 個人番号: "" } as never]),
      "import.individual-number",
      3,
    ],
    // 123456789018 is the specimen number printed on sample cards: its check digit is right.
    [
      "an individual number under another name",
      residentFile(CITY, 1, [{ ...row("R1"), address: "123456789018" }]),
      "import.individual-number",
      2,
    ],
    [
      "an individual number inside an address, in full-width digits",
      residentFile(CITY, 1, [row("R1"), { ...row("R2"), address: "星見市１２３４－５６７８－９０１８号" }]),
      "import.individual-number",
      3,
    ],
  ] as const) {
    it(`is refused whole, with its line: ${what}`, async () => {
      const { error } = await importing(file);
      expect([error?.data.code, error?.data.details["line"]]).to.deep.equal([code, line]);
      expect(await found({ name: "見本" })).to.deep.equal([]);
      expect(JSON.stringify(error)).not.to.contain("見本").and.not.to.contain("123456789018");
      // The sequence was not used up by the refused file.
      expect((await importing(residentFile(CITY, 1, [row("R1")]))).result).to.include({ imported: 1 });
    });
  }

  it("leaves a row of who looked at whom, and nothing of what was looked for (R-LOG-02, R-LOG-06)", async () => {
    await importing(residentFile(CITY, 1, [row("R1")]));
    await found({ name: "見本" });
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", {});
    const rows = result!["entries"] as { event: string }[];
    expect(rows.find(({ event }) => event === "residents.search")).to.deep.include({
      outcome: "ok",
      actor: "senior",
      municipality: CITY,
      target: "R1",
      facts: { by: "name", found: 1 },
    });
  });

  it("is needed before a user can be registered, and so is a card in the reader", async () => {
    const register = (residentId: string, readerId: string) =>
      senior.codeOf("users.register", { residentId, readerId });
    expect(await register("R1", "r1")).to.equal("user.no-such-resident");
    await importing(residentFile(CITY, 1, [row("R1")]));
    expect(await register("R1", "r1")).to.equal("reader.no-card");
    expect(await register("R1", "r9")).to.equal("reader.unknown");
    const application = { userId: "nobody", serviceId: "library", kind: "load" };
    expect(await senior.codeOf("applications.record", application)).to.equal("user.no-such-user");
  });
});
