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
  count: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
});

export type FileHeader = z.output<typeof header>;

/** The fields of the first line of a CSV file, in order; `after` may be empty or left out. */
const CSV_FIELDS = ["type", "municipality", "sequence", "kind", "count", "sha256", "after"] as const;
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
  if (values.length < CSV_FIELDS.length - 1 || values.length > CSV_FIELDS.length) return undefined;
  return Object.fromEntries(
    CSV_FIELDS.flatMap((name, index): [string, unknown][] => {
      const value = values[index] ?? "";
      if (name === "after" && value === "") return [];
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
}

/** Whose file it is and whether its turn has come. Throws `import.wrong-type`, `.wrong-municipality`, `.old-sequence`, `.gap`. */
export function checkHeader(head: FileHeader, { municipality, last }: Expected): void {
  if (head.type !== "residents") throw importErrors.error("wrong-type", { line: 1 });
  if (head.municipality !== municipality) throw importErrors.error("wrong-municipality", { line: 1 });
  if (head.sequence <= last) throw importErrors.error("old-sequence", { line: 1, sequence: head.sequence, last });
  if (head.kind === "difference" && head.after !== undefined && head.after !== last) {
    throw importErrors.error("gap", { line: 1, after: head.after, last });
  }
}
