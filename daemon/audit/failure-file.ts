import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Octets of one file. Strangers can bring about rows: what they write must not fill the disk that the audit log needs. */
const LIMIT = 64 * 1024 * 1024;

/** The failure log's file. */
export interface FailureFile {
  /** Appends a line. */
  add(line: string): void;
  /** Whether there is a line from before this moment (milliseconds since 1970). */
  holdsBefore(moment: number): boolean;
  /** Removes the lines from before a moment, as far as they come before any younger one; gives how many. */
  expire(moment: number): number;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function linesOf(file: string): string[] {
  return sizeOf(file) === 0 ? [] : readFileSync(file, "utf8").split("\n").filter(Boolean);
}

/** The moment that a line tells of; one that cannot be read is as young as the next that can. */
function momentOf(line: string): number {
  try {
    return Date.parse(JSON.parse(line).at);
  } catch {
    return Number.NaN;
  }
}

/** Index of the first line that is not from before the moment. */
function firstKept(lines: readonly string[], moment: number): number {
  const kept = lines.findIndex((line) => momentOf(line) >= moment);
  return kept === -1 ? (lines.some((line) => momentOf(line) < moment) ? lines.length : 0) : kept;
}

/** A file of lines, its owner's alone. A full file is kept as `FILE.1` in place of the one before, and a new one begun. */
export function failureFile(file: string, limit = LIMIT): FailureFile {
  const before = `${file}.1`;
  let size = sizeOf(file);
  const count = (name: string, moment: number) => firstKept(linesOf(name), moment);
  return {
    add(line) {
      if (size >= limit) {
        renameSync(file, before);
        size = 0;
      }
      const octets = Buffer.from(`${line}\n`);
      appendFileSync(file, octets, { mode: 0o600 });
      size += octets.length;
    },
    holdsBefore: (moment) => [before, file].some((name) => count(name, moment) > 0),
    expire(moment) {
      let removed = 0;
      for (const name of [before, file]) {
        const lines = linesOf(name);
        const kept = firstKept(lines, moment);
        if (kept === 0) continue;
        removed += kept;
        const rest = lines.slice(kept).map((line) => `${line}\n`);
        if (name === before && rest.length === 0) rmSync(name);
        else {
          writeFileSync(`${name}.new`, rest.join(""), { mode: 0o600 });
          renameSync(`${name}.new`, name);
        }
      }
      size = sizeOf(file);
      return removed;
    },
  };
}
