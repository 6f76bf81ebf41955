import { FIRST_PORT } from "#simulator/vpcd/index.js";
import { stackErrors } from "./stack-errors.js";

/** PC/SC's own limit (pcsclite.h, PCSCLITE_MAX_READERS_CONTEXTS). */
export const MOST_READERS = 16;
/** What Debian's package calls the first reader: a second one of ours beside it must not have its name. */
const NAME = "Virtual PCD";

/** One file for pcscd's reader.conf.d, and the copy of the driver that it names. */
export interface ReaderEntry {
  readonly file: string;
  readonly library: string;
  readonly text: string;
}

export interface ReaderConfOptions {
  /** First port of each entry's pair; from vpcd's usual one on when absent, in the order of slots. */
  readonly ports?: readonly number[];
  /** Where the first entry's library is; the others' get a number before `.so`. */
  readonly library: string;
}

/**
 * pcscd's configuration for `count` virtual readers: one entry for every two slots, each with a copy of the driver of its own, because
 * entries that share one mix up their slots. Throws `stack.too-many-slots`.
 */
export function readerEntries(count: number, { ports, library }: ReaderConfOptions): readonly ReaderEntry[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_READERS) {
    throw stackErrors.error("too-many-slots", { slots: count });
  }
  return Array.from({ length: Math.ceil(count / 2) }, (_, entry) => {
    const port = `0x${(ports?.[entry] ?? FIRST_PORT + 2 * entry).toString(16).toUpperCase()}`;
    const copy = entry === 0 ? library : library.replace(/\.so$/, `-${entry}.so`);
    const name = entry === 0 ? NAME : `${NAME} ${entry}`;
    const lines = [`FRIENDLYNAME "${name}"`, `DEVICENAME /dev/null:${port}`, `LIBPATH ${copy}`, `CHANNELID ${port}`];
    return { file: entry === 0 ? "vpcd" : `vpcd-${entry}`, library: copy, text: `${lines.join("\n")}\n` };
  });
}
