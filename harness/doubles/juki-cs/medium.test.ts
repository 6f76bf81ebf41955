import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { AuditOutbox } from "#daemon/audit/audit-outbox.js";
import type { AuditEvent } from "#daemon/audit/audit-port.js";
import { importStatus } from "#daemon/status/medium/import-status.js";
import { StatusBook, type StatusChange } from "#daemon/status/status-book.js";
import type { Store } from "#daemon/store/repositories.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { openStore } from "#daemon/store/store.js";
import { residentFile } from "../../municipality/resident-file.js";
import { StatusMediaWriter, statusFile, statusLine } from "./status-medium.js";

const CITY = "13101";
const [A, B, C] = ["0A0A", "0B0B", "0C0C"] as const;
const NOW = "2026-04-01T09:00:00+09:00";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const at = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();

describe("Status files of the Juki-net CS", function () {
  this.timeout(60_000);
  const ours = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const cs = new StatusMediaWriter();
  const stranger = new StatusMediaWriter();
  let directory: string;
  let store: Store;
  let clock: VirtualClock;
  let book: StatusBook;
  let audited: AuditEvent[];
  let databases = 0;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-medium-"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    store = await openStore(join(directory, `store-${++databases}.sqlite`));
    clock = new VirtualClock(NOW);
    audited = [];
    const ports = {
      store,
      clock,
      audit: { record: async (event: AuditEvent) => void audited.push(event) },
      failures: { info: () => {}, error: () => {} },
      newId: () => "id",
    };
    book = new StatusBook({ ...ports, auditOutbox: new AuditOutbox(ports) }, ["13101"]);
  });
  afterEach(() => store.close());

  const taking = (octets: string | AsyncIterable<Uint8Array>) =>
    importStatus(
      {
        store,
        clock,
        residentSettings: { recipient: async () => ours.privateKey } as never,
        statusSources: { book, changes: async () => [], signers: [cs.signer] },
      },
      CITY,
      typeof octets === "string" ? [Buffer.from(octets)] : octets,
    );
  const sealed = (content: string, by = cs) => by.seal(content, ours.publicKey);
  const codeOf = async (octets: string | AsyncIterable<Uint8Array>): Promise<string> => {
    try {
      await taking(octets);
      return "imported";
    } catch (error) {
      const { code, details } = error as { code: string; details: Record<string, unknown> };
      return [code, details["line"] ?? details["part"], details["field"]].filter((one) => one !== undefined).join(" ");
    }
  };
  const file = (sequence: number, rows: readonly object[], over: object = {}) =>
    statusFile({ municipality: CITY, sequence, asOf: at(-HOUR) }, rows, over);
  const known = async (cardId: string) => {
    const found = await store.cardStatus.find(cardId);
    return found && `${found.state} ${found.sequence} ${found.source} ${at(found.asOf - Date.parse(NOW))}`;
  };
  const told = (cardId: string, state: StatusChange["state"], sequence: number, source: "push" | "live" = "push") =>
    book.take([{ cardId, state, sequence, asOf: clock.now() }], source);

  it("change states, with their source and the moment that the file is of (R-STATE-04, R-DATA-13, R-JUKI-09, R-CRYPT-03)", async () => {
    const rows = [statusLine(A, "active", 3, at(-DAY)), statusLine(B, "lost", 5, at(-2 * HOUR))];
    const heard: string[] = [];
    book.onChange(({ cardId, state }) => void heard.push(`${cardId} ${state}`));
    expect(await taking(await sealed(file(1, rows)))).to.deep.equal({ imported: 2, sequence: 1, changed: 2, kept: 0 });
    expect(await known(A)).to.equal(`active 3 medium ${at(-HOUR)}`);
    expect(await known(B)).to.equal(`lost 5 medium ${at(-HOUR)}`);
    expect(heard).to.deep.equal([`${A} active`, `${B} lost`]);
    expect(await store.of(CITY).statusFiles.last()).to.include({ sequence: 1, asOf: Date.parse(at(-HOUR)) });
  });

  it("never roll a newer state back, whichever way that came: sequence decides, not arrival (R-STATE-04, R-CRYPT-05, X-32)", async () => {
    await told(A, "suspended", 9);
    await told(B, "stolen", 8, "live");
    await told(C, "active", 2);
    const rows = [statusLine(A, "active", 7, at(-HOUR)), statusLine(B, "active", 8, at(-HOUR))];
    const newer = [...rows, statusLine(C, "expired", 3, at(-HOUR))];
    expect(await taking(await sealed(file(4, newer)))).to.include({ imported: 3, changed: 1, kept: 2 });
    expect(await known(A)).to.equal(`suspended 9 push ${at(0)}`);
    expect(await known(B)).to.equal(`stolen 8 live ${at(0)}`);
    expect(await known(C)).to.equal(`expired 3 medium ${at(-HOUR)}`);
    // An older file, and the same once more, are refused whole; the card of which nothing newer is known stays as well.
    const older = await sealed(file(3, [statusLine(C, "active", 4, at(-HOUR))]));
    expect(await codeOf(older)).to.equal("import.old-sequence 1");
    expect(await codeOf(await sealed(file(4, newer)))).to.equal("import.old-sequence 1");
    expect(await known(C)).to.equal(`expired 3 medium ${at(-HOUR)}`);
  });

  it("say a known state again of a later moment: it is younger then, and never older (A-04)", async () => {
    await told(A, "active", 3);
    clock.advance(DAY);
    await taking(
      await sealed(statusFile({ municipality: CITY, sequence: 1, asOf: at(DAY) }, [statusLine(A, "active", 3, at(0))])),
    );
    expect(await known(A)).to.equal(`active 3 medium ${at(DAY)}`);
    await told(A, "active", 3, "live");
    const same = statusFile({ municipality: CITY, sequence: 2, asOf: at(DAY) }, [statusLine(A, "active", 3, at(0))]);
    expect(await taking(await sealed(same))).to.include({ changed: 0, kept: 1 });
  });

  it("let the older of two imports at once go, whichever ends first (X-32)", async () => {
    let goOn: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slowly = Buffer.from(await sealed(file(1, [statusLine(A, "active", 1, at(-DAY))])));
    async function* slow() {
      yield slowly.subarray(0, 40);
      await wait;
      yield slowly.subarray(40);
    }
    const older = codeOf(slow());
    await taking(await sealed(file(2, [statusLine(A, "lost", 2, at(-DAY))])));
    goOn();
    expect(await older).to.equal("import.old-sequence 1");
    expect(await known(A)).to.match(/^lost 2/);
  });

  const row = statusLine(A, "lost", 5, at(-HOUR));
  const plain = file(2, [row]);
  const malformed: readonly [string, () => Promise<string>, string][] = [
    ["is plain", async () => plain, "media.not-sealed 1"],
    ["is only signed", async () => (await sealed(plain)).split(".").slice(0, 3).join("."), "media.not-sealed 1"],
    ["another than the CS has signed", () => sealed(plain, stranger), "media.wrong-signer 1"],
    ["is for another municipality's key", () => cs.seal(plain, stranger.signer), "media.wrong-recipient 1"],
    [
      "is cut off",
      async () => (await cs.seal(file(2, [row, row]), ours.publicKey, 100)).split("\n").slice(0, 2).join("\n"),
      "media.cut-off 2",
    ],
    ["is of residents", () => sealed(residentFile(CITY, 2, [])), "import.wrong-type 1"],
    ["is of another town", () => sealed(file(2, [row], { municipality: "13102" })), "import.wrong-municipality 1"],
    ["has no header", () => sealed(`${JSON.stringify(row)}\n`), "import.bad-header 1 type"],
    ["has no moment", () => sealed(file(2, [row], { asOf: undefined })), "import.bad-header 1 asOf"],
    ["has a moment that is none", () => sealed(file(2, [row], { asOf: "yesterday" })), "import.bad-header 1 asOf"],
    ["says more in its header", () => sealed(file(2, [row], { note: "x" })), "import.bad-header 1"],
    [
      "is in CSV",
      () => sealed(`card-status,${CITY},2,full,0,${"0".repeat(64)},,${at(0)}\n`),
      "import.bad-header 1 JSON Lines",
    ],
    ["is empty", () => sealed(""), "import.bad-header 1"],
    [
      "was made against a file that never came",
      () => sealed(file(2, [row], { kind: "difference", after: 7 })),
      "import.gap 1",
    ],
    [
      "is older than the last one by its own moment",
      () => sealed(file(2, [row], { asOf: at(-DAY) })),
      "import.older-data 1",
    ],
    [
      "announces more than is taken at once",
      () => sealed(file(2, [row], { count: 200_001 })),
      "status.file-too-long 1",
    ],
    ["lacks a line", () => sealed(file(2, [row], { count: 2 })), "import.damaged"],
    [
      "has a line too many",
      () => sealed(file(2, [row, statusLine(B, "lost", 6, at(-HOUR))], { count: 1 })),
      "import.damaged",
    ],
    ["has a changed line", () => sealed(plain.replace('"lost"', '"active"')), "import.damaged"],
    [
      "knows another state",
      () => sealed(file(2, [row, { ...row, cardId: B, state: "in-the-post" }])),
      "import.bad-line 3 state",
    ],
    ["has a card id of small letters", () => sealed(file(2, [{ ...row, cardId: "0a0a" }])), "import.bad-line 2 cardId"],
    ["has a card id of half an octet", () => sealed(file(2, [{ ...row, cardId: "0A0" }])), "import.bad-line 2 cardId"],
    ["has a sequence of zero", () => sealed(file(2, [{ ...row, sequence: 0 }])), "import.bad-line 2 sequence"],
    [
      "has a sequence beyond what is exact",
      () => sealed(file(2, [{ ...row, sequence: 2 ** 53 }])),
      "import.bad-line 2 sequence",
    ],
    ["has a line without a moment", () => sealed(file(2, [{ ...row, asOf: undefined }])), "import.bad-line 2 asOf"],
    [
      "knows of a later moment than its own",
      () => sealed(file(2, [{ ...row, asOf: at(HOUR) }])),
      "import.bad-line 2 asOf",
    ],
    ["says more of a card", () => sealed(file(2, [{ ...row, name: "見本 太郎" }])), "import.bad-line 2 unknown field"],
    [
      "has a line that is no JSON",
      () => sealed(bodyOf(`${JSON.stringify(row)}\nlost\n`, 2)),
      "import.bad-line 3 not JSON",
    ],
    ["has an empty line", () => sealed(bodyOf(`${JSON.stringify(row)}\n\n`, 2)), "import.bad-line 3 not JSON"],
    ["has a line of an array", () => sealed(bodyOf("[]\n", 1)), "import.bad-line 2 "],
    [
      "has a line that is too long",
      () => sealed(file(2, [{ ...row, cardId: "0A".repeat(600) }])),
      "import.bad-line 2 too long",
    ],
    ["has a card twice", () => sealed(file(2, [row, { ...row, sequence: 6 }])), "status.card-twice 3"],
  ];
  function bodyOf(body: string, count: number): string {
    const made = statusFile({ municipality: CITY, sequence: 2, asOf: at(-HOUR) }, []);
    const header = JSON.parse(made) as Record<string, unknown>;
    return `${JSON.stringify({ ...header, count, sha256: sha256(body) })}\n${body}`;
  }
  for (const [what, make, code] of malformed) {
    it(`are refused whole when one ${what}: nothing is applied (R-CRYPT-03, R-JUKI-06, R-JUKI-09)`, async () => {
      await taking(await sealed(file(1, [statusLine(A, "active", 1, at(-HOUR))])));
      expect(await codeOf(await make())).to.equal(code);
      expect(await known(A)).to.match(/^active 1/);
      expect(await known(B)).to.equal(undefined);
      expect((await store.of(CITY).statusFiles.last())?.sequence).to.equal(1);
    });
  }

  it("are refused whole when any one octet of them is another (R-CRYPT-03)", async () => {
    const whole = await sealed(plain);
    for (let place = 1; place < whole.length; place += 211) {
      const flipped = `${whole.slice(0, place)}${whole[place] === "Q" ? "R" : "Q"}${whole.slice(place + 1)}`;
      expect(await codeOf(flipped), `octet ${place}`).to.match(/^media\./);
    }
    expect(await known(A)).to.equal(undefined);
  });

  it("of a clock that jumped a day and more are refused; what lies a little ahead counts as of now (A-04)", async () => {
    const ahead = (ms: number, sequence: number) =>
      sealed(statusFile({ municipality: CITY, sequence, asOf: at(ms) }, [statusLine(A, "active", sequence, at(0))]));
    expect(await codeOf(await ahead(DAY + 1, 1))).to.equal("import.from-the-future 1");
    expect(await known(A)).to.equal(undefined);
    expect(await codeOf(await ahead(HOUR, 1))).to.equal("imported");
    expect(await known(A)).to.equal(`active 1 medium ${at(0)}`);
  });

  it("are told apart from a medium that fails in the middle", async () => {
    async function* pulledOut() {
      yield Buffer.from((await sealed(plain)).slice(0, 300));
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
    }
    expect(await codeOf(pulledOut())).to.equal("import.unreadable");
    expect(await known(A)).to.equal(undefined);
  });

  it("are applied whole or not at all when the database fails in the middle, and can be imported then (R-CRYPT-03)", async () => {
    const knex = await openSqlite(join(directory, `store-${databases}.sqlite`));
    try {
      await told(A, "active", 1);
      const rows = Array.from({ length: 1200 }, (_, n) =>
        statusLine((0x1000 + n).toString(16).toUpperCase(), "active", n + 2, at(-HOUR)),
      );
      const content = await cs.seal(file(1, [statusLine(A, "lost", 2, at(-HOUR)), ...rows]), ours.publicKey, 50_000);
      const late = rows[1100]!.cardId;
      const fails = `BEFORE INSERT ON cardStatus WHEN NEW.cardId = '${late}' BEGIN SELECT RAISE(ABORT, 'no'); END`;
      await knex.raw(`CREATE TRIGGER full ${fails}`);
      expect(await taking(content).then(() => "imported", String)).to.match(/SQLITE_CONSTRAINT/);
      expect(await known(A)).to.match(/^active 1/);
      expect(await store.cardStatus.findAll(rows.map(({ cardId }) => cardId))).to.deep.equal([]);
      expect(await store.of(CITY).statusFiles.last()).to.equal(undefined);
      await knex.raw("DROP TRIGGER full");
      expect(await taking(content)).to.include({ imported: 1201, changed: 1201, kept: 0 });
    } finally {
      await knex.destroy();
    }
  });

  it("leave each card one current state: the database itself takes no second (R-DATA-13)", async () => {
    await told(A, "active", 1);
    const knex = await openSqlite(join(directory, `store-${databases}.sqlite`));
    try {
      const second = { cardId: A, state: "lost", sequence: 2, source: "live", asOf: 1 };
      const refused = await knex("cardStatus")
        .insert(second)
        .then(
          () => "taken",
          (error: Error) => error.message,
        );
      expect(refused).to.match(/UNIQUE constraint failed: cardStatus\.cardId/);
      expect(await knex("cardStatus").select("source", "asOf")).to.deep.equal([{ source: "push", asOf: clock.now() }]);
    } finally {
      await knex.destroy();
    }
  });
});
