import { createHash, generateKeyPairSync } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { sealMedia } from "../media/seal-media.js";
import { fieldsOf } from "../services/hand-over/message.js";
import type { Service } from "../services/service.js";
import type { Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { sampleUser, withDirectory } from "../store/testing/samples.js";
import { importResidents } from "./import-residents.js";
import type { ResidentItem } from "./resident-items.js";
import { fileRow as row } from "./testing/file-row.js";

const CITY = "13101";
const ours = generateKeyPairSync("rsa", { modulusLength: 2048 });
const source = generateKeyPairSync("rsa", { modulusLength: 2048 });
const HOUSEHOLD: ResidentItem = {
  name: "household",
  label: { en: "Household", ja: "世帯番号" },
  type: "text",
  maxLength: 10,
  required: false,
  purpose: "library cards of a family",
};

/** A service whose system declares these fields. */
const declaring = (...fields: string[]) => ({ system: { fields } }) as unknown as Service;

const sha256 = (body: string) => createHash("sha256").update(body).digest("hex");

function jsonLines(sequence: number, rows: readonly object[], header: object = {}): string {
  const body = rows.map((one) => `${JSON.stringify(one)}\n`).join("");
  const head = { type: "residents", municipality: CITY, sequence, count: rows.length, sha256: sha256(body), ...header };
  return `${JSON.stringify(head)}\n${body}`;
}

function csv(sequence: number, lines: readonly string[], kind = "difference"): string {
  const body = lines.map((line) => `${line}\r\n`).join("");
  return `\ufeffresidents,${CITY},${sequence},${kind},${lines.length - 1},${sha256(body)}\r\n${body}`;
}

const COLUMNS = "residentId,name,kana,address,birth,sex,household,change";

describe("Importing residents", function () {
  this.timeout(60_000);
  let store: Store;
  let folder: string;
  let done: () => void;
  let living: Promise<void>;

  beforeEach(async () => {
    await new Promise<void>((begun, failed) => {
      living = withDirectory(async (directory) => {
        folder = directory;
        store = await openStore(`${directory}/store.sqlite`);
        begun();
        await new Promise<void>((end) => {
          done = end;
        });
        await store.close();
      });
      living.catch(failed);
    });
  });
  afterEach(async () => {
    done();
    await living;
  });

  const taking = (
    content: string | AsyncIterable<Uint8Array>,
    over: { plain?: boolean; confirmLeaving?: boolean; municipality?: string } = {},
  ) =>
    importResidents(
      {
        store,
        clock: new VirtualClock(),
        settings: { plain: over.plain ?? true, signers: [source.publicKey], items: [HOUSEHOLD] },
        recipient: async () => ours.privateKey,
      },
      { municipality: over.municipality ?? CITY, confirmLeaving: over.confirmLeaving, progress: () => {} },
      typeof content === "string" ? [Buffer.from(content)] : content,
    );

  const codeOf = (content: string, over = {}) =>
    taking(content, over).then(
      () => "imported",
      (error) => [error.code, error.details.line].filter((part) => part !== undefined).join(" "),
    );

  const there = async () => (await store.of(CITY).residents.search({ name: "見" })).map(({ residentId }) => residentId);

  const sealed = (content: string) =>
    sealMedia([Buffer.from(content)], { signer: source.privateKey, recipient: ours.publicKey }, "file-1", 500);

  it("lets municipalities import side by side, and mixes nothing of them (R-PRIV-11, R-JUKI-04)", async () => {
    const towns = ["13101", "13102", "13103", "13104"];
    const imports = towns.map((municipality, at) =>
      taking(jsonLines(1, [row(`R${at}`)], { municipality }), { municipality }),
    );
    expect((await Promise.all(imports)).map(({ imported }) => imported)).to.deep.equal([1, 1, 1, 1]);
    for (const [at, municipality] of towns.entries()) {
      const { residents } = store.of(municipality);
      const found = await Promise.all(towns.map((_, other) => residents.find(`R${other}`)));
      expect(found.map((one) => one !== undefined)).to.deep.equal(towns.map((_, other) => other === at));
    }
  });

  it("takes a sealed file of several parts, and refuses the same file in plain where that is not allowed (A-10, X-33)", async () => {
    const file = jsonLines(
      1,
      Array.from({ length: 1234 }, (_, n) => row(`R${n}`)),
    );
    expect(await codeOf(file, { plain: false })).to.equal("media.not-sealed");
    expect(await taking(sealed(file), { plain: false })).to.deep.equal({
      imported: 1234,
      sequence: 1,
      kind: "difference",
      removed: 0,
      left: 0,
      sealed: true,
    });
    expect(await store.of(CITY).residents.find("R1233")).to.include({ name: "見本 太郎", sequence: 1 });
    // Sent again, it is a replay (R-CRYPT-05).
    expect(await taking(sealed(file)).catch(({ code }) => code)).to.equal("import.old-sequence");
  });

  it("yields the same rows from CSV as from JSON Lines (A-09, R-JUKI-05)", async () => {
    await taking(jsonLines(1, [row("R1", { name: '見"本, 太郎', household: "H1" }), row("R2")]));
    const fromJson = await store.of(CITY).residents.search({ name: "見" });
    await taking(csv(2, [COLUMNS, "R1,見本,ミホン,星見市,1980-01-02,1,,", "R2,見本,ミホン,星見市,1980-01-02,1,H,"]));
    await taking(
      csv(3, [
        COLUMNS,
        'R1,"見""本, 太郎",ミホン タロウ,星見市1-1,1980-01-02,1,H1,',
        "R2,見本 太郎,ミホン タロウ,星見市1-1,1980-01-02,1,,put",
      ]),
    );
    const fromCsv = await store.of(CITY).residents.search({ name: "見" });
    const bare = (rows: readonly object[]) => rows.map((one) => ({ ...one, sequence: 0 }));
    expect(bare(fromCsv)).to.deep.equal(bare(fromJson));
  });

  it("applies a difference: additions, changes and removals; a user's resident stays on record (R-JUKI-08)", async () => {
    await taking(
      jsonLines(
        1,
        ["R1", "R2", "R3"].map((id) => row(id)),
      ),
    );
    await store.of(CITY).users.add({ ...sampleUser, residentId: "R2" });
    const changes = [
      row("R1", { name: "見本 改" }),
      { residentId: "R2", change: "remove" },
      { residentId: "R3", change: "remove" },
      row("R4"),
    ];
    expect(await taking(jsonLines(2, changes, { after: 1 }))).to.include({ imported: 4, removed: 2, left: 0 });
    expect(await there()).to.deep.equal(["R1", "R4"]);
    expect((await store.of(CITY).residents.find("R1"))!.name).to.equal("見本 改");
    expect(await store.of(CITY).residents.find("R2")).to.equal(undefined);
    // The register's own mind may change: a later file brings the resident back, with the user.
    await taking(jsonLines(3, [row("R2")]));
    expect(await there()).to.deep.equal(["R1", "R2", "R4"]);
  });

  it("lets a full file replace all: who is not in it is nobody's to look up any more", async () => {
    await taking(
      jsonLines(
        1,
        ["R1", "R2", "R3"].map((id) => row(id)),
      ),
    );
    expect(await taking(jsonLines(2, [row("R2"), row("R9")], { kind: "full" }))).to.include({ left: 2, kind: "full" });
    expect(await there()).to.deep.equal(["R2", "R9"]);
  });

  it("asks before a full file marks an unusual number as gone", async () => {
    await taking(
      jsonLines(
        1,
        Array.from({ length: 300 }, (_, n) => row(`R${n}`)),
      ),
    );
    const half = jsonLines(
      2,
      Array.from({ length: 150 }, (_, n) => row(`R${n}`)),
      { kind: "full" },
    );
    expect(await codeOf(half)).to.equal("import.too-many-leave");
    expect(await store.of(CITY).residents.find("R299")).to.include({ sequence: 1 });
    expect(await taking(half, { confirmLeaving: true })).to.include({ left: 150 });
  });

  it("keeps added items, of the declared type only (R-TUNE-04, X-22)", async () => {
    await taking(jsonLines(1, [row("R1", { household: "H-1" })]));
    const resident = (await store.of(CITY).residents.find("R1"))!;
    expect(resident.items).to.equal('{"household":"H-1"}');
    // To a business system it goes when that has declared it, and not otherwise.
    expect(fieldsOf(resident, declaring("name", "household"), [HOUSEHOLD])).to.deep.equal({
      name: "見本 太郎",
      household: "H-1",
    });
    expect(fieldsOf(resident, declaring("name"), [HOUSEHOLD])).to.deep.equal({ name: "見本 太郎" });
    expect(await codeOf(jsonLines(2, [row("R1", { household: "H".repeat(11) })]))).to.equal("import.bad-line 2");
    expect(await codeOf(jsonLines(2, [row("R1", { "x'); DROP TABLE residents; --": "1" })]))).to.equal(
      "import.bad-line 2",
    );
  });

  for (const [what, file, code] of [
    ["a difference against a file that never came", jsonLines(5, [], { after: 4 }), "import.gap 1"],
    ["an unknown kind", jsonLines(2, [], { kind: "monthly" }), "import.bad-header 1"],
    ["too few header fields in CSV", "residents,13101,2\r\n", "import.bad-header 1"],
    [
      "a removal in a full file",
      jsonLines(2, [{ residentId: "R1", change: "remove" }], { kind: "full" }),
      "import.bad-line 2",
    ],
    ["a removal that says more", jsonLines(2, [row("R1", { change: "remove" })]), "import.bad-line 2"],
    ["a reason to leave without a day", jsonLines(2, [row("R1", { leaving: "died" })]), "import.bad-line 2"],
    ["a control character", jsonLines(2, [row("R1", { name: "見\u0000本" })]), "import.bad-line 2"],
    ["half of a surrogate pair", jsonLines(2, [row("R1", { name: "見\ud842" })]), "import.bad-line 2"],
    ["a line of 70,000 characters", jsonLines(2, [row("R1", { name: "見".repeat(70_000) })]), "import.bad-line 2"],
    ["columns that are there twice", csv(2, ["residentId,name,name", "R1,a,b"]), "import.bad-line 2"],
    ["a row with too many fields", csv(2, [COLUMNS, "R1,a,a,a,1980-01-02,1,,,"]), "import.bad-line 3"],
    ["an open quote", csv(2, [COLUMNS, 'R1,"a,a,a,1980-01-02,1,,']), "import.bad-line 3"],
    ["an undeclared column", csv(2, ["residentId,phone", "R1,090"]), "import.bad-line 3"],
    ["a column for individual numbers", csv(2, ["residentId,マイナンバー", "R1,1"]), "import.individual-number 3"],
    ["a resident twice in one batch", jsonLines(2, [row("R1"), row("R2"), row("R2")]), "import.same-resident-twice 4"],
    [
      "a resident twice in two batches",
      jsonLines(2, [...Array.from({ length: 700 }, (_, n) => row(`R${n}`)), row("R3")]),
      "import.same-resident-twice 702",
    ],
    [
      "an individual number inside a free text",
      jsonLines(2, [row("R1", { address: "番号は1234 5678 9018です" })]),
      "import.individual-number 2",
    ],
  ] as const) {
    it(`applies nothing of a file with ${what}`, async () => {
      await taking(jsonLines(1, [row("R0", { name: "見本" })]));
      expect(await codeOf(file)).to.equal(code);
      expect(await there()).to.deep.equal(["R0"]);
      expect(await store.of(CITY).residents.sequence()).to.equal(1);
      expect(readdirSync(folder).filter((name) => name.includes("import"))).to.deep.equal([]);
    });
  }

  it("applies nothing of a file that is not UTF-8", async () => {
    const body = Buffer.concat([
      Buffer.from(JSON.stringify(row("R1")).replace("星", "\u00e9"), "latin1"),
      Buffer.from("\n"),
    ]);
    const digest = createHash("sha256").update(body).digest("hex");
    const head = { type: "residents", municipality: CITY, sequence: 1, count: 1, sha256: digest };
    async function* file() {
      yield Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
    }
    const error = await taking(file()).catch((thrown) => thrown);
    expect([error.code, error.details.field]).to.deep.equal(["import.bad-line", "not UTF-8"]);
  });

  it("says of a medium that fails in the middle what failed, and applies nothing", async () => {
    async function* pulledOut() {
      yield Buffer.from(jsonLines(1, [row("R1")]).slice(0, 150));
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
    }
    const error = await taking(pulledOut()).catch((thrown) => thrown);
    expect([error.code, error.details.reason]).to.deep.equal(["import.unreadable", "EIO"]);
    expect(await there()).to.deep.equal([]);
  });

  it("lets the older of two imports at once go, whichever ends first (X-32)", async () => {
    let goOn: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slow() {
      const file = Buffer.from(jsonLines(1, [row("R1", { name: "見古い" })]));
      yield file.subarray(0, 40);
      await wait;
      yield file.subarray(40);
    }
    const older = taking(slow()).catch(({ code }) => code);
    await taking(jsonLines(2, [row("R1")]));
    goOn();
    expect(await older).to.equal("import.old-sequence");
    expect((await store.of(CITY).residents.find("R1"))!.name).to.equal("見本 太郎");
  });
});
