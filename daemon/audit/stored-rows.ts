import type { Knex } from "knex";
import type { AuditRow } from "./chain.js";
import { type SignedHead, signedHead } from "./head.js";

const PAGE = 500;

/** A row of the table as it was found: the number of its column, and its JSON when the columns beside it say the same. */
export interface FoundRow {
  readonly sequence: number;
  /** Undefined when the row cannot be read, or its columns, by which it is found, say something else. */
  readonly row: unknown;
}

function asOneRow({ row, sequence, ...columns }: Record<string, unknown>): unknown {
  try {
    const parsed = JSON.parse(String(row));
    const same = Object.entries(columns).every(([name, value]) => (parsed[name] ?? null) === value);
    return same && parsed.sequence === sequence ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** All rows after a number, in order, a page at a time: the log may be larger than the memory. */
export async function* rowsAfter(db: Knex, after: number): AsyncGenerator<FoundRow> {
  for (;;) {
    const page = await db("audit")
      .where("sequence", ">", after)
      .orderBy("sequence")
      .limit(PAGE)
      .select("sequence", "correlationId", "target", "municipality", "row");
    for (const stored of page) yield { sequence: stored.sequence, row: asOneRow(stored) };
    if (page.length < PAGE) return;
    after = page[page.length - 1].sequence;
  }
}

/** The stored JSON of a head, or undefined when it is none. */
export function parseHead(text: string): SignedHead | undefined {
  try {
    return signedHead.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Every head in the order of its number; undefined for one that cannot be read. */
export async function storedHeads(db: Knex): Promise<readonly (SignedHead | undefined)[]> {
  const rows: { head: string }[] = await db("head").orderBy("number").select("head");
  return rows.map(({ head }) => parseHead(head));
}

/** The public keys (PEM) that the log itself brings, by their id. */
export async function storedKeys(db: Knex): Promise<ReadonlyMap<string, string>> {
  const rows: { keyId: string; publicKey: string }[] = await db("headKey").select("keyId", "publicKey");
  return new Map(rows.map(({ keyId, publicKey }) => [keyId, publicKey]));
}

/** The last row as it is stored. */
export async function lastRow(db: Knex): Promise<AuditRow | undefined> {
  const last: { row: string } | undefined = await db("audit").orderBy("sequence", "desc").first("row");
  return last === undefined ? undefined : JSON.parse(last.row);
}
