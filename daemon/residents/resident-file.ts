import { createHash } from "node:crypto";
import { z } from "zod";
import type { ResidentRecord } from "../store/records.js";
import { importErrors } from "./resident-errors.js";

/** Header of a resident file (ours, A-09): what it is, how many lines follow, and the SHA-256 of their octets. */
const header = z.strictObject({
  type: z.string(),
  municipality: z.string().regex(/^\d{5}$/),
  sequence: z.int().positive(),
  count: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
});

const text = z.string().min(1).max(200);

const line = z.strictObject({
  residentId: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  name: text,
  kana: text,
  address: text,
  birth: z.iso.date(),
  sex: z.string().regex(/^[0129]$/, { error: "0, 1, 2 or 9 (ISO/IEC 5218)" }),
  /** Day of the move-out: from this import on the resident is not one of the municipality's any more (R-JUKI-08). */
  movedOut: z.iso.date().optional(),
});

/** Names under which source systems are known to write the individual number. */
const INDIVIDUAL_NUMBER_FIELDS =
  /^(個人番号|マイナンバー|kojinbango|kojin_bango|mynumber|my_number|individualnumber|individual_number)$/i;

/** Twelve digits whose last is the check digit of the other eleven (個人番号, Order No. 85 of 2014 of the ministry, article 5). */
export function looksLikeIndividualNumber(value: unknown): boolean {
  const digits = typeof value === "number" ? String(value) : value;
  if (typeof digits !== "string" || !/^\d{12}$/.test(digits)) return false;
  let sum = 0;
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5);
  const rest = sum % 11;
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function readHeader(content: string) {
  const parsed = header.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw importErrors.error("bad-header", { line: 1, field: issue.path.join(".") || undefined });
}

function readLine(content: string, number: number, municipality: string, sequence: number): ResidentRecord {
  const value = parseJson(content);
  if (typeof value === "object" && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      if (INDIVIDUAL_NUMBER_FIELDS.test(field) || looksLikeIndividualNumber(inner)) {
        // The field's name is not told either when it is not one of ours: it may be anything.
        throw importErrors.error("individual-number", { line: number });
      }
    }
  }
  const parsed = line.safeParse(value);
  if (parsed.success) {
    const { movedOut, ...resident } = parsed.data;
    return { ...resident, municipality, sequence, ...(movedOut === undefined ? {} : { movedOut }) };
  }
  const issue = parsed.error.issues[0]!;
  const field = issue.code === "unrecognized_keys" ? "unknown field" : issue.path.join(".");
  throw importErrors.error("bad-line", { line: number, field: value === undefined ? "not JSON" : field });
}

export interface ResidentFile {
  readonly sequence: number;
  readonly residents: readonly ResidentRecord[];
}

/**
 * Reads a resident file wholly before anything of it is used. Throws `import.*` with the line; never with a value.
 * The order of the checks: whose file, then whether it is whole, then its lines.
 */
export function readResidentFile(content: string, municipality: string, lastSequence: number): ResidentFile {
  const end = content.indexOf("\n");
  const head = readHeader(end < 0 ? content : content.slice(0, end));
  if (head.type !== "residents") throw importErrors.error("wrong-type", { line: 1 });
  if (head.municipality !== municipality) throw importErrors.error("wrong-municipality", { line: 1 });
  if (head.sequence <= lastSequence) {
    throw importErrors.error("old-sequence", { line: 1, sequence: head.sequence, last: lastSequence });
  }
  const body = end < 0 ? "" : content.slice(end + 1);
  const lines = body.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const sha256 = createHash("sha256").update(body).digest("hex");
  if (lines.length !== head.count || sha256 !== head.sha256.toLowerCase()) {
    throw importErrors.error("damaged", { said: head.count, found: lines.length });
  }
  const seen = new Set<string>();
  const residents = lines.map((text, index) => {
    const resident = readLine(text, index + 2, municipality, head.sequence);
    if (seen.has(resident.residentId)) throw importErrors.error("same-resident-twice", { line: index + 2 });
    seen.add(resident.residentId);
    return resident;
  });
  return { sequence: head.sequence, residents };
}
