import { readFileSync, renameSync, type Stats, statSync, unlinkSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { ascii, concat, equal, readUintBE, startsWith, toHex, uintBE } from "#card/bytes/bytes.js";
import { stateErrors } from "./errors.js";

const MAGIC = ascii("MADOCARD");
export const STATE_VERSION = 1;
const DIGEST = 32;

/** Places in the header: magic, version (2), profile digest, holder digest, image length (4), CRC-32 of all but itself (4). */
const VERSION_AT = MAGIC.length;
const PROFILE_AT = VERSION_AT + 2;
const HOLDER_AT = PROFILE_AT + DIGEST;
const LENGTH_AT = HOLDER_AT + DIGEST;
const CRC_AT = LENGTH_AT + 4;
const HEADER = CRC_AT + 4;

/** What a state file must belong to. Digests of 32 octets. */
export interface StateOwner {
  readonly profile: Uint8Array;
  readonly holder: Uint8Array;
}

/** A state file's octets. */
export function encodeState(owner: StateOwner, image: Uint8Array): Uint8Array {
  const head = concat(MAGIC, uintBE(STATE_VERSION, 2), owner.profile, owner.holder, uintBE(image.length, 4));
  return concat(head, uintBE(crc32(image, crc32(head)), 4), image);
}

/** The image in a state file's octets. Throws `state.*`; `file` names it there. */
export function decodeState(octets: Uint8Array, owner: StateOwner, file: string): Uint8Array {
  if (!startsWith(octets, MAGIC)) {
    const cut = startsWith(MAGIC, octets);
    throw stateErrors.error(cut ? "truncated" : "not-a-state-file", { file, size: octets.length });
  }
  const version = readUintBE(octets, VERSION_AT, 2);
  if (octets.length >= PROFILE_AT && version !== STATE_VERSION) {
    throw stateErrors.error("other-version", { file, version, expected: STATE_VERSION });
  }
  if (octets.length < HEADER) throw stateErrors.error("truncated", { file, size: octets.length, need: HEADER });
  const need = HEADER + readUintBE(octets, LENGTH_AT, 4);
  const image = octets.slice(HEADER);
  const sound = crc32(image, crc32(octets.subarray(0, CRC_AT))) === readUintBE(octets, CRC_AT, 4);
  if (!sound && octets.length < need) throw stateErrors.error("truncated", { file, size: octets.length, need });
  if (!sound || octets.length !== need) throw stateErrors.error("corrupt", { file, size: octets.length, need });
  const profile = octets.subarray(PROFILE_AT, HOLDER_AT);
  if (!equal(profile, owner.profile)) throw stateErrors.error("other-profile", { file, profile: short(profile) });
  if (!equal(octets.subarray(HOLDER_AT, LENGTH_AT), owner.holder)) throw stateErrors.error("other-holder", { file });
  return image;
}

function short(digest: Uint8Array): string {
  return toHex(digest.subarray(0, 8));
}

/**
 * A card's memory in a file. Each save writes a file beside it and renames that over the old one: whenever the process is
 * killed, the file is whole. (The disk is not waited for: losing the host's power may lose the last saves.)
 */
export class StateFile {
  readonly path: string;
  readonly #owner: StateOwner;
  readonly #temporary: string;
  /** The file as this process last read or wrote it. */
  #known: Stats | undefined;

  constructor(path: string, owner: StateOwner) {
    this.path = path;
    this.#owner = owner;
    this.#temporary = `${path}.${process.pid}.new`;
  }

  /** The image that was saved last; undefined when there is no file. Throws `state.*` and leaves the file alone. */
  load(): Uint8Array | undefined {
    let octets: Uint8Array;
    try {
      this.#known = statSync(this.path);
      octets = new Uint8Array(readFileSync(this.path));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw stateErrors.error("unreadable", { file: this.path }, { cause });
    }
    return decodeState(octets, this.#owner, this.path);
  }

  /** Throws `state.unwritable` and `state.changed-elsewhere`; the file then is as it was. */
  save(image: Uint8Array): void {
    this.#demandUnchanged();
    try {
      writeFileSync(this.#temporary, encodeState(this.#owner, image), { mode: 0o600 });
      renameSync(this.#temporary, this.path);
      this.#known = statSync(this.path);
    } catch (cause) {
      try {
        unlinkSync(this.#temporary);
      } catch {
        // it was never made
      }
      throw stateErrors.error("unwritable", { file: this.path }, { cause });
    }
  }

  /** Two cards on one file would undo each other's tries: the second to write notices and refuses. */
  #demandUnchanged(): void {
    const there = statSync(this.path, { throwIfNoEntry: false });
    if (there === undefined) return;
    const { ino, mtimeMs } = this.#known ?? {};
    if (there.ino !== ino || there.mtimeMs !== mtimeMs) {
      throw stateErrors.error("changed-elsewhere", { file: this.path });
    }
  }
}
