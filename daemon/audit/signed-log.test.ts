import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openSqlite } from "../store/sqlite.js";
import { withDirectory } from "../store/testing/samples.js";
import { type HeadSigner, signerOf } from "./audit-key.js";
import { AuditLog } from "./audit-log.js";
import { rowHash } from "./chain.js";
import { exportSlice } from "./export.js";
import { headOctets, type SignedHead } from "./head.js";
import { verifyAudit } from "./verify-file.js";

const DAY = 86_400_000;
const signer = signerOf(seededRandom("audit key").bytes(32));
const stranger = signerOf(seededRandom("a stranger's key").bytes(32));
const keyOf = ({ publicKey }: HeadSigner) => [{ file: "key.pem", pem: publicKey }];
const event = (n: number) => ({ event: "test.act", outcome: "ok" as const, correlationId: `c-${n}`, facts: { n } });

interface Written {
  readonly folder: string;
  readonly file: string;
  readonly heads: readonly SignedHead[];
}

/** Writes a log of `rows` rows with a head every third, as a daemon that stopped cleanly leaves it. */
async function write(folder: string, by: HeadSigner, rows: number, name = "audit.sqlite"): Promise<Written> {
  const file = join(folder, name);
  const heads: SignedHead[] = [];
  const onHead = (head: SignedHead) => void heads.push(head);
  const log = await AuditLog.open(file, new VirtualClock(), { signer: by, headEvery: 3, onHead });
  await log.signHead("start");
  for (let n = 1; n <= rows; n++) await log.record(event(n));
  await log.signHead("stop");
  await log.close();
  return { folder, file, heads };
}

async function behindItsBack(file: string, act: (sql: (text: string) => Promise<unknown>) => Promise<void>) {
  const knex = await openSqlite(file);
  try {
    for (const name of ["audit_no_update", "audit_no_delete", "head_no_update", "head_no_delete"]) {
      await knex.raw(`DROP TRIGGER ${name}`);
    }
    await act((text) => knex.raw(text));
  } finally {
    await knex.destroy();
  }
}

/** Alters row 2 and calculates every later hash anew, as a forger who knows the format does. */
async function forge(file: string): Promise<void> {
  const knex = await openSqlite(file);
  try {
    await knex.raw("DROP TRIGGER audit_no_update");
    let previous = "0".repeat(64);
    for (const { sequence, row } of await knex("audit").orderBy("sequence")) {
      const { hash: _, ...parsed } = JSON.parse(row);
      if (sequence === 2) parsed.facts = { n: 7 };
      previous = rowHash(previous, parsed);
      await knex("audit")
        .where({ sequence })
        .update({ row: JSON.stringify({ ...parsed, hash: previous }) });
    }
  } finally {
    await knex.destroy();
  }
}

describe("A signed audit log", () => {
  it("has its heads where they are due among rows that come all at once, too", () =>
    withDirectory(async (folder) => {
      const heads: SignedHead[] = [];
      const onHead = (head: SignedHead) => void heads.push(head);
      const log = await AuditLog.open(join(folder, "a"), new VirtualClock(), { signer, headEvery: 3, onHead });
      await log.signHead("start");
      await Promise.all(Array.from({ length: 10 }, (_, n) => log.record(event(n))));
      expect(await log.verify()).to.include({ ok: true, entries: 10 });
      await log.close();
      expect(heads.map(({ head }) => head.last.sequence)).to.deep.equal([0, 3, 6, 9]);
    }));

  it("has heads at start and stop, every so many rows and on each new day, each after the one before", () =>
    withDirectory(async (folder) => {
      const clock = new VirtualClock("2026-04-01T12:00:00+09:00");
      const heads: SignedHead[] = [];
      const onHead = (head: SignedHead) => void heads.push(head);
      const log = await AuditLog.open(join(folder, "a"), clock, { signer, headEvery: 3, onHead });
      await log.signHead("start");
      for (let n = 1; n <= 4; n++) await log.record(event(n));
      clock.advance(12 * 3_600_000 - 1);
      await log.record(event(5));
      clock.advance(1);
      await log.record(event(6));
      await log.signHead("stop");
      expect(heads.map(({ head }) => [head.number, head.reason, head.last.sequence])).to.deep.equal([
        [1, "start", 0],
        [2, "rows", 3],
        [3, "day", 6],
        [4, "stop", 6],
      ]);
      expect(await log.verify()).to.include({ ok: true, entries: 6, heads: 4, signedThrough: 6 });
      await log.close();
    }));

  it("has heads that openssl finds good", () =>
    withDirectory(async (folder) => {
      const { heads } = await write(folder, signer, 3);
      const at = (name: string) => join(folder, name);
      writeFileSync(at("key.pem"), signer.publicKey);
      writeFileSync(at("statement"), headOctets(heads[1]!.head));
      writeFileSync(at("signature"), Buffer.from(heads[1]!.signature, "base64"));
      const args = ["pkeyutl", "-verify", "-pubin", "-inkey", at("key.pem"), "-rawin", "-in", at("statement")];
      const said = execFileSync("openssl", [...args, "-sigfile", at("signature")], { encoding: "utf8" });
      expect(said).to.match(/Verified Successfully/);
    }));

  it("is found whole from outside, as a file and as a data directory, while it is still open too", () =>
    withDirectory(async (folder) => {
      const { file } = await write(folder, signer, 7);
      for (const path of [file, folder]) {
        expect(await verifyAudit(path, { keys: keyOf(signer) })).to.include({
          ok: true,
          entries: 7,
          keyFrom: "auditor",
        });
      }
      const log = await AuditLog.open(file, new VirtualClock(), { signer });
      writeFileSync(join(folder, "running"), "");
      await log.record(event(8));
      expect(await verifyAudit(folder)).to.include({ ok: true, entries: 8, signedThrough: 7, keyFrom: "log" });
      await log.close();
    }));

  for (const [what, sql, reason] of [
    ["an edited row", [`UPDATE audit SET row = replace(row, '"n":2', '"n":9') WHERE sequence = 2`], /altered/],
    ["a removed row", ["DELETE FROM audit WHERE sequence = 2"], /missing/],
    [
      "two rows that changed places",
      [
        "UPDATE audit SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit SET sequence = 3 WHERE sequence = 99",
      ],
      /not readable/,
    ],
    ["a cut end", ["DELETE FROM audit WHERE sequence > 5"], /end is cut off: signed head \d+ reaches to row 7/],
    [
      "a cut end with its heads",
      ["DELETE FROM audit WHERE sequence > 3", "DELETE FROM head WHERE number > 2"],
      /cut off/,
    ],
    ["a removed beginning", ["DELETE FROM audit WHERE sequence < 4"], /missing/],
    ["a head that is missing", ["DELETE FROM head WHERE number = 2"], /signed head 2 is missing/],
    ["no head at all", ["DELETE FROM head"], /no signed head/],
    [
      "an edited head",
      [`UPDATE head SET head = replace(head, '"rows"', '"stop"') WHERE number = 2`],
      /signed head 2: its signature/,
    ],
    ["a head that is no JSON", ["UPDATE head SET head = '{' WHERE number = 2"], /signed head 2: it is not readable/],
  ] as const) {
    it(`tells ${what}`, () =>
      withDirectory(async (folder) => {
        const { file } = await write(folder, signer, 7);
        await behindItsBack(file, async (run) => {
          for (const one of sql) await run(one);
        });
        const { ok, broken } = await verifyAudit(folder, { keys: keyOf(signer) });
        expect([ok, broken?.reason ?? ""].join(" ")).to.match(new RegExp(`^false .*${reason.source}`));
      }));
  }

  it("tells rows that were written anew with hashes that fit each other", () =>
    withDirectory(async (folder) => {
      const { file } = await write(folder, signer, 7);
      await forge(file);
      const { ok, broken } = await verifyAudit(file);
      expect([ok, broken?.sequence]).to.deep.equal([false, 3]);
      expect(broken?.reason).to.match(/signed head 2 tells of another row/);
    }));

  it("tells a file that was replaced whole: by the auditor's key, and by the heads that were kept elsewhere", () =>
    withDirectory(async (folder) => {
      const { heads } = await write(folder, signer, 7);
      writeFileSync(join(folder, "kept.jsonl"), heads.map((head) => `${JSON.stringify(head)}\n`).join(""));
      appendFileSync(join(folder, "kept.jsonl"), '{"head":{"form');
      const foreign = await write(folder, stranger, 7, "foreign.sqlite");
      const shorter = await write(folder, signer, 2, "shorter.sqlite");
      // On its own a log that was replaced together with its key looks whole: that is why the key is kept elsewhere.
      expect(await verifyAudit(foreign.file)).to.include({ ok: true, keyFrom: "log" });
      expect((await verifyAudit(foreign.file, { keys: keyOf(signer) })).broken?.reason).to.match(/another key/);
      const headsFile = join(folder, "kept.jsonl");
      expect((await verifyAudit(shorter.file, { headsFile })).broken?.reason).to.match(/noted outside of the log/);
      expect(await verifyAudit(join(folder, "audit.sqlite"), { headsFile })).to.include({ ok: true });
    }));

  it("removes what has passed its time, says so in a signed row, and still verifies (A-31)", () =>
    withDirectory(async (folder) => {
      const file = join(folder, "audit.sqlite");
      const clock = new VirtualClock();
      const log = await AuditLog.open(file, clock, { signer });
      await log.signHead("start");
      for (let n = 1; n <= 5; n++) {
        await log.record(event(n));
        clock.advance(DAY);
      }
      const limit = clock.now() - 2 * DAY;
      expect((await log.expire(limit, "x"))?.through.sequence).to.equal(3);
      expect(await log.expire(limit, "x")).to.equal(undefined);
      const rows = await log.list({});
      expect(rows.map(({ sequence, event: name }) => [sequence, name])).to.deep.equal([
        [4, "test.act"],
        [5, "test.act"],
        [6, "audit.expired"],
      ]);
      expect(rows[2]?.facts).to.include({ from: 1, through: 3, rows: 3 });
      await log.signHead("stop");
      await log.close();
      const again = await AuditLog.open(file, clock, { signer });
      await again.record(event(6));
      expect(await again.verify()).to.include({ ok: true, entries: 4, base: 3 });
      await again.close();
      expect(await verifyAudit(file, { keys: keyOf(signer) })).to.include({ ok: true, entries: 4, base: 3 });
      // More than what was signed away cannot go, not even by SQL alone.
      const knex = await openSqlite(file);
      const refusal = await knex("audit")
        .where({ sequence: 4 })
        .delete()
        .catch((thrown: Error) => thrown);
      await knex.destroy();
      expect(String(refusal)).to.contain("append-only");
    }));

  it("is no longer writable, and takes nothing back, when a head cannot be written", () =>
    withDirectory(async (folder) => {
      const log = await AuditLog.open(join(folder, "a"), new VirtualClock(), { signer, headEvery: 2 });
      await log.signHead("start");
      await log.record(event(1));
      const knex = await openSqlite(join(folder, "a"));
      await knex.raw("CREATE TRIGGER full BEFORE INSERT ON head BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      const error = await log.record(event(2)).catch((thrown: unknown) => thrown);
      expect(isMadoguchiError(error, "audit.unwritable")).to.equal(true);
      expect([log.writable, (await log.list({})).length]).to.deep.equal([false, 1]);
      await knex.raw("DROP TRIGGER full");
      await knex.destroy();
      await log.record(event(3));
      expect(await log.verify()).to.include({ ok: true, entries: 2, heads: 2 });
      await log.close();
    }));
});

describe("An exported slice of the audit log", () => {
  const slice = async (folder: string, after = 2, limit = 4) => {
    const clock = new VirtualClock();
    const log = await AuditLog.open(join(folder, "audit.sqlite"), clock, { signer, headEvery: 3 });
    await log.signHead("start");
    for (let n = 1; n <= 7; n++) await log.record({ ...event(n), municipality: n === 4 ? "13102" : "13101" });
    const at = new Date(clock.now()).toISOString();
    const made = await exportSlice(log, {
      purpose: "audit",
      view: { municipality: "13101", system: true },
      by: "auditor",
      at,
      after,
      limit,
    });
    await log.close();
    const file = join(folder, "slice.jsonl");
    writeFileSync(file, made.lines);
    return { ...made, file };
  };

  it("is judged on its own, and shows of other municipalities' rows the hash alone (X-18)", () =>
    withDirectory(async (folder) => {
      const { file, rows, through, more, lines } = await slice(folder);
      expect([rows, through, more]).to.deep.equal([3, 6, true]);
      expect(lines).not.to.contain("13102");
      expect(await verifyAudit(file, { keys: keyOf(signer) })).to.include({
        ok: true,
        what: "export",
        entries: 4,
        base: 2,
      });
      expect(await verifyAudit(file, { keys: keyOf(stranger) })).to.include({ ok: false });
    }));

  it("covers everything from the beginning to the end when asked to", () =>
    withDirectory(async (folder) => {
      const { file, more } = await slice(folder, 0, 100);
      expect(more).to.equal(false);
      expect(await verifyAudit(file)).to.include({ ok: true, entries: 7, signedThrough: 7 });
    }));

  for (const [what, change] of [
    ["an edited row", (text: string) => text.replace('"n":5', '"n":6')],
    [
      "a row that was left out",
      (text: string) =>
        text
          .split("\n")
          .filter((line) => !line.includes('"n":5'))
          .join("\n"),
    ],
    ["another purpose", (text: string) => text.replace('"purpose":"audit"', '"purpose":"keeping"')],
    ["no signature at its end", (text: string) => text.slice(0, text.trimEnd().lastIndexOf("\n") + 1)],
    ["a line behind its signature", (text: string) => `${text}${text.split("\n")[1]}\n`],
  ] as const) {
    it(`is found wrong with ${what}`, () =>
      withDirectory(async (folder) => {
        const { file } = await slice(folder);
        writeFileSync(file, change(readFileSync(file, "utf8")));
        expect(await verifyAudit(file)).to.include({ ok: false });
      }));
  }

  it("is told from what is no log at all", () =>
    withDirectory(async (folder) => {
      const { file } = await slice(folder);
      const at = (name: string, content: string | Buffer) => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };
      const text = readFileSync(file, "utf8");
      const others = [
        at("empty", ""),
        at("text", "hello\n"),
        at("half", text.slice(0, text.length / 2)),
        at("headless", text.slice(text.indexOf("\n") + 1)),
        at("sqlite", Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4096, 7)])),
        join(folder, "not-there"),
      ];
      for (const path of others) {
        const error = await verifyAudit(path).catch((thrown: unknown) => thrown);
        expect(isMadoguchiError(error, "audit.not-a-log"), path).to.equal(true);
      }
      copyFileSync(file, join(folder, "key.pem"));
      const wrong = await verifyAudit(file, { keys: [{ file: "key.pem", pem: text }] }).catch(
        (thrown: unknown) => thrown,
      );
      expect(isMadoguchiError(wrong, "audit.bad-key")).to.equal(true);
    }));
});
