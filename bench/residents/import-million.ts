import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sealMedia } from "#daemon/media/seal-media.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { openStore } from "#daemon/store/store.js";
import { type Benchmark, benchRow, round } from "../bench-row.js";
import { benchErrors } from "../errors.js";
import { writeBody, writeTableRows } from "./crowd.js";

const COUNTS = [10_000, 100_000, 1_000_000] as const;
const TARGET_RATIO = 5;
const TARGET_MIB = 300;

const run = promisify(execFile);

interface Keys {
  readonly source: ReturnType<typeof generateKeyPairSync>;
  readonly ours: ReturnType<typeof generateKeyPairSync>;
}

interface Turn {
  readonly ms: number;
  readonly mib: number;
  readonly peerMs: number;
}

/** Writes the sealed file of so many residents, as the resident system would. */
async function sealedFile(folder: string, count: number, { source, ours }: Keys): Promise<string> {
  const body = join(folder, "body.jsonl");
  const header = await writeBody(body, count);
  async function* content() {
    yield Buffer.from(header);
    yield* createReadStream(body, { highWaterMark: 256 * 1024 });
  }
  const sealed = join(folder, "residents.jwe");
  const keys = { signer: source.privateKey, recipient: ours.publicKey } as Parameters<typeof sealMedia>[1];
  await pipeline(Readable.from(sealMedia(content(), keys, `bench-${count}`)), createWriteStream(sealed));
  rmSync(body);
  return sealed;
}

/** `sqlite3 .import` of the same rows into the same table of an empty database of ours. */
async function peer(folder: string, count: number): Promise<number> {
  const database = join(folder, "peer.sqlite");
  await (await openStore(database)).close();
  const knex = await openSqlite(database);
  const columns = Object.keys(await knex("residents").columnInfo());
  await knex.destroy();
  const rows = join(folder, "rows.csv");
  await writeTableRows(rows, count, columns);
  const start = performance.now();
  try {
    await run("sqlite3", [
      database,
      "PRAGMA synchronous = FULL",
      "PRAGMA cache_size = -49152",
      // An empty field of CSV is a text and no absent value: each row would go into an index that ours keeps empty.
      "DROP INDEX residents_by_hand",
      ".mode csv",
      `.import ${rows} residents`,
    ]);
  } catch (cause) {
    throw benchErrors.error("peer-failed", { program: "sqlite3" }, { cause });
  }
  return performance.now() - start;
}

async function turn(count: number, keys: Keys): Promise<Turn> {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-import-"));
  try {
    const sealed = await sealedFile(folder, count, keys);
    const pem = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const recipient = pem("recipient.pem", keys.ours.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    const signer = pem("signer.pem", keys.source.publicKey.export({ type: "spki", format: "pem" }).toString());
    const program = fileURLToPath(new URL("./import-process.js", import.meta.url));
    const database = join(folder, "ours.sqlite");
    const { stdout } = await run(process.execPath, [program, database, sealed, recipient, signer]);
    const { ms, residents, maxRssKiB } = JSON.parse(stdout) as { ms: number; residents: number; maxRssKiB: number };
    if (residents !== count || statSync(database).size === 0) throw new Error("not everybody was imported");
    return { ms, mib: maxRssKiB / 1024, peerMs: await peer(folder, count) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A million residents from a sealed difference file, checked, gathered and applied, beside the bare loading of the same rows. */
export const importMillion: Benchmark = {
  id: "import.million",
  title: "1,000,000 residents from an encrypted difference file, beside sqlite3 .import of the same rows",
  async run(tell) {
    const make = () => generateKeyPairSync("rsa", { modulusLength: 3072 });
    const keys: Keys = { source: make(), ours: make() };
    let last: Turn | undefined;
    for (const count of COUNTS) {
      last = await turn(count, keys);
      const { ms, mib, peerMs } = last;
      tell(
        `import.million: ${count}: ${round(ms / 1000)} s, ${round(mib)} MiB at most; sqlite3 ${round(peerMs / 1000)} s; ratio ${round(ms / peerMs)}`,
      );
    }
    const { ms, mib, peerMs } = last!;
    return benchRow({
      id: "import.million",
      value: ms / 1000,
      unit: "s",
      peer: "sqlite3 .import",
      peerValue: peerMs / 1000,
      target: `ratio <= ${TARGET_RATIO}, memory < ${TARGET_MIB} MiB (${round(mib)})`,
      pass: ms / peerMs <= TARGET_RATIO && mib < TARGET_MIB,
    });
  },
};
