import { z } from "zod";
import { importErrors } from "../resident-errors.js";

/** Header of a resident file (ours, A-09): whose it is, which one, how many lines follow, and the SHA-256 of their octets. */
const header = z.strictObject({
  type: z.string(),
  municipality: z.string().regex(/^\d{5}$/),
  sequence: z.int().positive(),
  /** `full`: who is not in it is not there any more. `difference`: additions, changes and removals. */
  kind: z.enum(["full", "difference"]).default("difference"),
  /** Sequence that this difference was made against; without it a difference that got lost is not noticed. */
  after: z.int().nonnegative().optional(),
  /** The moment that the lines are true of, as the source system says (R-PRIV-04). */
  asOf: z.iso.datetime({ offset: true }).optional(),
  count: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
});

export type FileHeader = z.output<typeof header>;

/** The fields of the first line of a CSV file, in order; the optional ones may be empty or left out. */
const CSV_FIELDS = ["type", "municipality", "sequence", "kind", "count", "sha256", "after", "asOf"] as const;
const OPTIONAL = new Set<string>(["after", "asOf"]);
const NUMBERS = new Set<string>(["sequence", "count", "after"]);

function jsonHeader(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function csvHeader(line: string): unknown {
  const values = line.split(",");
  if (values.length < CSV_FIELDS.length - OPTIONAL.size || values.length > CSV_FIELDS.length) return undefined;
  return Object.fromEntries(
    CSV_FIELDS.flatMap((name, index): [string, unknown][] => {
      const value = values[index] ?? "";
      if (OPTIONAL.has(name) && value === "") return [];
      return [[name, NUMBERS.has(name) && /^\d{1,15}$/.test(value) ? Number(value) : value]];
    }),
  );
}

/** Reads the first line of a file; the layout is told by its first character. Throws `import.bad-header`. */
export function readHeader(line: string): FileHeader & { readonly layout: "jsonl" | "csv" } {
  const bare = line.replace(/^\ufeff/, "").replace(/\r$/, "");
  const layout = bare.startsWith("{") ? "jsonl" : "csv";
  const parsed = header.safeParse(layout === "jsonl" ? jsonHeader(bare) : csvHeader(bare));
  if (parsed.success) return { ...parsed.data, layout };
  const issue = parsed.error.issues[0]!;
  throw importErrors.error("bad-header", { line: 1, field: issue.path.join(".") || undefined });
}

export interface Expected {
  readonly municipality: string;
  /** Sequence of the last file that was imported. */
  readonly last: number;
  /** The newest moment that a source gave for its data. */
  readonly asOf?: number | undefined;
  readonly now: number;
}

/** How far the clocks of two systems may be apart before one of them is said to be wrong. */
const CLOCKS_APART_MS = 24 * 60 * 60 * 1000;

/**
 * The moment that a file is true of, when it says one. It only confirms the order that the sequence gives: one that contradicts it, or that
 * has not come yet, shows that a clock is wrong. Throws `import.older-data`, `.from-the-future`.
 */
export function asOfTime(
  { asOf }: FileHeader,
  { asOf: newest, now }: Pick<Expected, "asOf" | "now">,
): number | undefined {
  if (asOf === undefined) return undefined;
  const moment = Date.parse(asOf);
  if (newest !== undefined && moment < newest) {
    throw importErrors.error("older-data", { line: 1, asOf, newest: new Date(newest).toISOString() });
  }
  if (moment > now + CLOCKS_APART_MS) {
    throw importErrors.error("from-the-future", { line: 1, asOf, now: new Date(now).toISOString() });
  }
  return moment;
}

/** Whose file it is, of which kind, and whether its turn has come. Throws `import.wrong-type`, `.wrong-municipality`, `.old-sequence`, `.gap`, and what `asOfTime` throws. */
export function checkHeader(head: FileHeader, expected: Expected, type = "residents"): void {
  const { municipality, last } = expected;
  if (head.type !== type) throw importErrors.error("wrong-type", { line: 1 });
  if (head.municipality !== municipality) throw importErrors.error("wrong-municipality", { line: 1 });
  if (head.sequence <= last) throw importErrors.error("old-sequence", { line: 1, sequence: head.sequence, last });
  if (head.kind === "difference" && head.after !== undefined && head.after !== last) {
    throw importErrors.error("gap", { line: 1, after: head.after, last });
  }
  asOfTime(head, expected);
}
