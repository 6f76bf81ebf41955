import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

const LOCK_EX = 2;

type Flock = (fd: number, operation: number) => number;

let flock: Flock | undefined | null = null;

/** flock(2), where there is one to be had: it ends with the process that holds it, however that ends. */
function loadFlock(): Flock | undefined {
  if (process.platform === "win32") return undefined;
  try {
    const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi").default;
    return koffi.load(null).func("int flock(int fd, int operation)") as unknown as Flock;
  } catch {
    return undefined;
  }
}

/** A folder of the disk, open for the length of one change to what is in it. */
export interface OpenFolder {
  /** Whether other processes that do the same are kept out. */
  readonly locked: boolean;
  /** Waits until the folder's entries are on the disk. Does nothing where a folder cannot be waited for. */
  sync(): void;
}

/**
 * Runs `body` while no other process that does the same is in this folder (where the system has flock). Throws what opening the
 * folder throws, and what `body` does.
 */
export function inFolder<T>(path: string, body: (folder: OpenFolder) => T): T {
  if (process.platform === "win32") return body({ locked: false, sync: () => undefined });
  const fd = openSync(path, "r");
  try {
    if (flock === null) flock = loadFlock();
    const locked = flock?.(fd, LOCK_EX) === 0;
    return body({ locked, sync: () => fsyncSync(fd) });
  } finally {
    closeSync(fd);
  }
}

/**
 * Puts octets in the place of a file as a whole: written beside it, renamed over it. With `durable` the disk has them, and the new
 * name, when this returns. Leaves nothing behind when it throws, and takes away what a process that was killed in here left.
 */
export function replaceFile(
  path: string,
  octets: Uint8Array,
  { durable, folder }: { durable: boolean; folder: OpenFolder },
): void {
  const temporary = folder.locked ? `${path}.new` : `${path}.${process.pid}.new`;
  try {
    rmSync(temporary, { force: true });
    const fd = openSync(temporary, "wx", 0o600);
    try {
      for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
    if (durable) folder.sync();
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The first octets of a file, fewer when it is shorter. Throws what opening and reading it throw. */
export function readHead(path: string, length: number): Uint8Array {
  const fd = openSync(path, "r");
  try {
    const head = new Uint8Array(length);
    return head.subarray(0, readSync(fd, head, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}
