import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { type Canary, type Finding, overlapOf, scanOctets } from "./canary.js";

const PIECE = 4 * 1024 * 1024;

/** Reads a file or a stretch of memory piece by piece; pieces overlap, so that nothing hides between two. */
function scanStretch(fd: number, from: number, to: number, where: string, canaries: readonly Canary[]): Finding[] {
  const overlap = overlapOf(canaries);
  const buffer = Buffer.alloc(PIECE + overlap);
  const findings: Finding[] = [];
  for (let at = from; at < to; at += PIECE) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, to - at), at);
    if (read === 0) break;
    findings.push(...scanOctets(buffer.subarray(0, read), where, canaries, at));
  }
  return findings;
}

/** Every file under a folder, databases and their WAL included. `where` is the file's path from the folder. */
export function scanFolder(folder: string, canaries: readonly Canary[]): Finding[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const file = join(entry.parentPath, entry.name);
    const fd = openSync(file, "r");
    try {
      return scanStretch(fd, 0, statSync(file).size, relative(folder, file), canaries);
    } finally {
      closeSync(fd);
    }
  });
}

/**
 * What a core dump of a running process would hold: its writable memory, through /proc (Linux; needs the right to trace the process, as a
 * parent or root has). `where` is the stretch's name in /proc/PID/maps.
 */
export function scanProcess(pid: number, canaries: readonly Canary[]): Finding[] {
  const maps = readFileSync(`/proc/${pid}/maps`, "utf8").trimEnd().split("\n");
  const fd = openSync(`/proc/${pid}/mem`, "r");
  try {
    return maps.flatMap((line) => {
      const [range = "", rights = "", , , , named = ""] = line.split(/\s+/);
      const name = named === "" ? "anonymous" : named;
      if (!rights.startsWith("rw") || name === "[vvar]") return [];
      const [from = 0, to = 0] = range.split("-").map((hex) => Number.parseInt(hex, 16));
      try {
        return scanStretch(fd, from, to, name, canaries);
      } catch {
        // A stretch that went away meanwhile, or that the kernel shows to nobody.
        return [];
      }
    });
  } finally {
    closeSync(fd);
  }
}

/** Findings that are not where the canary is declared to be: `declared` names, for a canary, the files that may hold it. */
export function undeclared(
  findings: readonly Finding[],
  declared: Readonly<Record<string, readonly RegExp[]>>,
): readonly Finding[] {
  return findings.filter(({ canary, where }) => !(declared[canary] ?? []).some((place) => place.test(where)));
}
