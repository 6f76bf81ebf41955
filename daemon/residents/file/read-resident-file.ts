import { isUtf8 } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { LineTooLong, octetLines } from "../../media/octet-lines.js";
import { importErrors } from "../resident-errors.js";
import type { ResidentItem } from "../resident-items.js";
import { csvColumns, csvObject } from "./csv-line.js";
import { checkHeader, type Expected, type FileHeader, readHeader } from "./file-header.js";
import { type LineReader, lineReader, type ResidentChange } from "./resident-line.js";

const MAX_LINE = 64 * 1024;
const BATCH = 500;
const LINE_END = 0x0a;

export type Octets = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface FileReading extends Expected {
  readonly items: readonly ResidentItem[];
  /** Takes residents with the lines that they stand on; what it took counts only once the whole file has proved right. */
  take(changes: readonly ResidentChange[], lines: readonly number[]): Promise<void>;
}

/** A line as the value whose fields are checked; undefined when it has not the form of its layout. */
type Parse = (line: string) => unknown;

const parseJson: Parse = (line) => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** The lines of one file, one after the other. */
class LineByLine {
  readonly head: FileHeader;
  readonly #reading: FileReading;
  readonly #read: LineReader;
  #parse: Parse | undefined;
  #line = 1;
  #batch: ResidentChange[] = [];
  #lines: number[] = [];
  #wrong: unknown;
  count = 0;

  constructor(header: Buffer, reading: FileReading) {
    const { layout, ...head } = readHeader(header.toString());
    checkHeader(head, reading);
    this.head = head;
    this.#reading = reading;
    this.#read = lineReader(reading.items, head.kind);
    if (layout === "jsonl") this.#parse = parseJson;
  }

  get next(): number {
    return this.#line + 1;
  }

  /** A bad line ends the taking, not the reading: a damaged file is told as one, whatever its lines have become. */
  async accept(octets: Buffer): Promise<void> {
    this.#line++;
    const parse = this.#parse;
    if (parse !== undefined) this.count++;
    await this.#attempt(async () => {
      if (!isUtf8(octets)) throw importErrors.error("bad-line", { line: this.#line, field: "not UTF-8" });
      if (parse === undefined) {
        this.#parse = this.#columns(octets.toString());
        return;
      }
      this.#batch.push(this.#read(parse(octets.toString()), this.#line));
      this.#lines.push(this.#line);
      if (this.#batch.length === BATCH) await this.#flush();
    });
  }

  /** Throws what was wrong first, of a file that is whole. */
  async end(): Promise<void> {
    await this.#attempt(() => this.#flush());
    if (this.#wrong !== undefined) throw this.#wrong;
  }

  #columns(line: string): Parse {
    const columns = csvColumns(line.replace(/\r$/, ""));
    this.#parse = () => undefined;
    if (columns === undefined) throw importErrors.error("bad-line", { line: this.#line, field: "column names" });
    return (row) => csvObject(row.replace(/\r$/, ""), columns);
  }

  async #flush(): Promise<void> {
    const [batch, lines] = [this.#batch, this.#lines];
    this.#batch = [];
    this.#lines = [];
    if (batch.length > 0) await this.#reading.take(batch, lines);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#wrong !== undefined) return;
    try {
      await work();
    } catch (error) {
      if (!isMadoguchiError(error)) throw error;
      this.#wrong = error;
    }
  }
}

/**
 * Reads a resident file as a stream, in memory that does not grow with it. The order of what is said of a bad one: whose file it is, then
 * whether it is whole (count and SHA-256 of its header), then its first bad line. Throws `import.*` with the line; never with a value.
 */
export async function readResidentFile(source: Octets, reading: FileReading): Promise<FileHeader> {
  const hash = createHash("sha256");
  let file: LineByLine | undefined;
  try {
    for await (const octets of octetLines(hashing(source, hash), MAX_LINE)) {
      if (file === undefined) file = new LineByLine(octets, reading);
      else await file.accept(octets);
    }
  } catch (error) {
    if (error instanceof LineTooLong) {
      throw importErrors.error("bad-line", { line: file?.next ?? 1, field: "too long" });
    }
    throw error;
  }
  if (file === undefined) throw importErrors.error("bad-header", { line: 1 });
  const { head, count } = file;
  if (count !== head.count || hash.digest("hex") !== head.sha256.toLowerCase()) {
    throw importErrors.error("damaged", { said: head.count, found: count });
  }
  await file.end();
  return head;
}

/** Passes a stream on and takes the digest of what follows its first line end. */
export async function* hashing(source: Octets, hash: Hash): AsyncGenerator<Uint8Array> {
  let behind = false;
  for await (const piece of source) {
    if (behind) hash.update(piece);
    else {
      const end = piece.indexOf(LINE_END);
      behind = end >= 0;
      if (behind) hash.update(piece.subarray(end + 1));
    }
    yield piece;
  }
}
