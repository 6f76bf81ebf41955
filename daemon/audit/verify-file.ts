import { copyFile, mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Knex } from "knex";
import { readOnlySqlite } from "../store/read-only.js";
import { auditErrors } from "./audit-errors.js";
import { PUBLIC_KEY_FILE, readPublicKey } from "./audit-key.js";
import type { SignedHead } from "./head.js";
import { judgeExport } from "./judge-export.js";
import { type Judgement, judgeLog } from "./judge-log.js";
import { parseHead, rowsAfter, storedHeads, storedKeys } from "./stored-rows.js";

export const HEADS_FILE = "audit-heads.jsonl";
const DATABASE = "audit.sqlite";
const SQLITE_MAGIC = "SQLite format 3\0";

export interface VerifyOptions {
  /** Public keys in PEM, with the names of their files; when given, no other counts. */
  readonly keys?: readonly { readonly file: string; readonly pem: string }[];
  /** File of signed heads that were kept elsewhere. */
  readonly headsFile?: string | undefined;
}

export interface FileJudgement extends Judgement {
  readonly what: "log" | "export";
  /** Where the public key came from. `log`: from what is judged itself, which a forger may have replaced with it. */
  readonly keyFrom: "auditor" | "log";
}

/** The last head of a file that can be read: the last line of all may be half written. */
export function lastHeadOf(text: string): SignedHead | undefined {
  return text
    .split("\n")
    .map(parseHead)
    .findLast((head) => head !== undefined);
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

async function beginsLike(file: string, magic: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return buffer.subarray(0, bytesRead).toString("latin1") === magic;
  } finally {
    await handle.close();
  }
}

/** Reads a database without changing it; from a copy where SQLite cannot read it in place, as on a read-only medium. */
async function reading<T>(file: string, use: (db: Knex) => Promise<T>): Promise<T> {
  const attempt = async (at: string) => {
    const db = readOnlySqlite(at);
    try {
      // One transaction: a daemon that runs meanwhile must not make the heads of one moment meet the rows of another.
      return await db.transaction(async (trx) => {
        await trx("audit").first("sequence");
        return await use(trx);
      });
    } finally {
      await db.destroy();
    }
  };
  try {
    return await attempt(file);
  } catch {
    const folder = await mkdtemp(join(tmpdir(), "madoguchi-verify-"));
    try {
      const copy = join(folder, DATABASE);
      await copyFile(file, copy);
      if (await exists(`${file}-wal`)) await copyFile(`${file}-wal`, `${copy}-wal`);
      return await attempt(copy);
    } catch (cause) {
      throw auditErrors.error("not-a-log", { file }, { cause });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Judges a data directory, an audit database or an exported slice, without a daemon and without changing anything (R-LOG-05).
 * Of a data directory it also compares the heads that the daemon wrote beside the log, and after a clean stop demands the stop's own.
 * Throws `audit.not-a-log`, `audit.bad-key`.
 */
export async function verifyAudit(path: string, options: VerifyOptions = {}): Promise<FileJudgement> {
  const trusted = options.keys?.map(({ file, pem }) => readPublicKey(pem, file));
  const keyFrom = trusted === undefined ? "log" : "auditor";
  try {
    const directory = (await stat(path)).isDirectory();
    const file = directory ? join(path, DATABASE) : path;
    if (!directory && !(await beginsLike(file, SQLITE_MAGIC))) {
      const { manifest: _, ...judged } = judgeExport(await readFile(file, "utf8"), trusted);
      return { ...judged, what: "export", keyFrom };
    }
    const headsFile = options.headsFile ?? (directory ? join(path, HEADS_FILE) : undefined);
    const named = options.headsFile !== undefined || (headsFile !== undefined && (await exists(headsFile)));
    const noted = named && headsFile !== undefined ? lastHeadOf(await readFile(headsFile, "utf8")) : undefined;
    const stopped = directory && !(await exists(join(path, "running")));
    const own = directory && (await exists(join(path, PUBLIC_KEY_FILE)));
    const judged = await reading(file, async (db) => {
      const heads = await storedHeads(db);
      const ownKeys = new Map(await storedKeys(db));
      if (own) {
        const pem = await readFile(join(path, PUBLIC_KEY_FILE), "utf8");
        ownKeys.set("file", pem);
      }
      return judgeLog({ heads, ownKeys, trusted, noted, stopped, rows: (after) => rowsAfter(db, after) });
    });
    return { ...judged, what: "log", keyFrom };
  } catch (cause) {
    if (auditErrors.is(cause)) throw cause;
    throw auditErrors.error("not-a-log", { file: path }, { cause });
  }
}
