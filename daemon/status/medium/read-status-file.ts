import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { LineTooLong, octetLines } from "../../media/octet-lines.js";
import { checkHeader, type Expected, type FileHeader, readHeader } from "../../residents/file/file-header.js";
import { hashing, type Octets } from "../../residents/file/read-resident-file.js";
import { importErrors } from "../../residents/resident-errors.js";
import { csChange } from "../cs-answer.js";
import type { StatusChange } from "../status-book.js";
import { statusErrors } from "../status-errors.js";

/** What the header of a status file says that it is; the CS writes it where the resident system writes `residents` (R-JUKI-06). */
export const STATUS_FILE = "card-status";
const MAX_LINE = 1024;
/** They are held until the whole file has proved right: some 60 MB. A longer list comes in several files. */
const MAX_LINES = 200_000;
/** Cards between two words on how far it is. */
const PROGRESS_STEP = 1_000;

export interface StatusFile {
  readonly head: FileHeader;
  /** The moment that the file is true of, milliseconds since 1970. */
  readonly asOf: number;
  readonly changes: readonly StatusChange[];
}

/** Header of a status file: of its own type, in JSON Lines, and with the moment that it is true of. */
function readStatusHeader(line: string, expected: Expected): FileHeader {
  const { layout, ...head } = readHeader(line);
  checkHeader(head, expected, STATUS_FILE);
  if (layout !== "jsonl") throw importErrors.error("bad-header", { line: 1, field: "JSON Lines" });
  if (head.asOf === undefined) throw importErrors.error("bad-header", { line: 1, field: "asOf" });
  if (head.count > MAX_LINES)
    throw statusErrors.error("file-too-long", { line: 1, count: head.count, limit: MAX_LINES });
  return head;
}

/** One line after the other; each card once. Throws `import.bad-line`, `status.card-twice` with the line. */
function lineReader(notAfter: number) {
  const seen = new Set<string>();
  return (octets: Buffer, line: number): StatusChange => {
    const bad = (field: string) => importErrors.error("bad-line", { line, field });
    if (!isUtf8(octets)) throw bad("not UTF-8");
    let value: unknown;
    try {
      value = JSON.parse(octets.toString());
    } catch {
      throw bad("not JSON");
    }
    const parsed = csChange.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      throw bad(issue.code === "unrecognized_keys" ? "unknown field" : issue.path.join("."));
    }
    const { asOf, ...change } = parsed.data;
    // A line cannot know of a later moment than its file.
    if (Date.parse(asOf) > notAfter) throw bad("asOf");
    if (seen.has(change.cardId)) throw statusErrors.error("card-twice", { line });
    seen.add(change.cardId);
    return { ...change, asOf: notAfter };
  };
}

/**
 * Reads a status file (カード運用情報): header, then a line for each card. The order of what is said of a bad one is that of resident files:
 * whose file it is, whether it is whole (count and SHA-256 of its header), then its first bad line. Throws `import.*`, `status.*` with the
 * line; never with a value.
 */
export async function readStatusFile(
  source: Octets,
  expected: Expected,
  progress: (cards: number) => void = () => {},
): Promise<StatusFile> {
  const hash = createHash("sha256");
  const changes: StatusChange[] = [];
  let head: FileHeader | undefined;
  let read: ReturnType<typeof lineReader> | undefined;
  let wrong: unknown;
  let line = 0;
  try {
    for await (const octets of octetLines(hashing(source, hash), MAX_LINE)) {
      line++;
      if (head === undefined || read === undefined) {
        head = readStatusHeader(octets.toString(), expected);
        read = lineReader(Date.parse(head.asOf!));
      } else if (wrong === undefined && line - 1 <= head.count) {
        try {
          changes.push(read(octets, line));
          if (changes.length % PROGRESS_STEP === 0) progress(changes.length);
        } catch (error) {
          if (!isMadoguchiError(error)) throw error;
          wrong = error;
        }
      }
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw importErrors.error("bad-line", { line: line + 1, field: "too long" });
    throw error;
  }
  if (head === undefined) throw importErrors.error("bad-header", { line: 1 });
  if (line - 1 !== head.count || hash.digest("hex") !== head.sha256.toLowerCase()) {
    throw importErrors.error("damaged", { said: head.count, found: line - 1 });
  }
  if (wrong !== undefined) throw wrong;
  progress(changes.length);
  return { head, asOf: Date.parse(head.asOf!), changes };
}
