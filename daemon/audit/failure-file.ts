import { appendFileSync, renameSync, statSync } from "node:fs";
import type { LineSink } from "./failure-log.js";

/** Octets of one file. Strangers can bring about rows: what they write must not fill the disk that the audit log needs. */
const LIMIT = 64 * 1024 * 1024;

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Appends lines to a file, its owner's alone. A full file is kept as `FILE.1` in place of the one before, and a new one begun. */
export function failureFile(file: string, limit = LIMIT): LineSink {
  let size = sizeOf(file);
  return (line) => {
    if (size >= limit) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    const octets = Buffer.from(`${line}\n`);
    appendFileSync(file, octets, { mode: 0o600 });
    size += octets.length;
  };
}
