import { lstatSync, readFileSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { ascii, concat, equal, readUintBE, startsWith, toHex, uintBE } from "#card/bytes/bytes.js";
import { inFolder, readHead, replaceFile } from "./disk.js";
import { stateErrors } from "./errors.js";

const MAGIC = ascii("MADOCARD");
const STATE_VERSION = 1;
const DIGEST = 32;

/** Places in the header: magic, version (2), profile digest, holder digest, image length (4), CRC-32 of all but itself (4). */
const VERSION_AT = MAGIC.length;
const PROFILE_AT = VERSION_AT + 2;
const HOLDER_AT = PROFILE_AT + DIGEST;
const LENGTH_AT = HOLDER_AT + DIGEST;
const CRC_AT = LENGTH_AT + 4;
const HEADER = CRC_AT + 4;
/** No card's memory is larger: 16 MiB of heap, 64 KiB of journal, and a file's header. Nothing longer is read. */
const LARGEST = 0x1020000;

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
function decodeState(octets: Uint8Array, owner: StateOwner, file: string): Uint8Array {
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
 * What a save waits for. `disk`: the octets and the file's name are on the disk, so that not even the host's loss of power gives a try
 * back; some milliseconds a save, as a card's own memory takes. `process`: killing the process loses nothing, the host's loss of power
 * may lose the last saves, or leave a file that is refused.
 */
export type Durability = "disk" | "process";

/**
 * A card's memory in a file. Each save writes a file beside it and renames that over the old one: whenever the process is
 * killed, the file is whole.
 */
export class StateFile {
  readonly path: string;
  readonly #owner: StateOwner;
  readonly #durable: boolean;
  /** The header as this process last read or wrote it: its check sum stands for the content. */
  #known: Uint8Array | undefined;

  constructor(path: string, owner: StateOwner, durability: Durability = "disk") {
    this.path = path;
    this.#owner = owner;
    this.#durable = durability === "disk";
  }

  /** The image that was saved last; undefined when there is no file. Throws `state.*` and leaves the file alone. */
  load(): Uint8Array | undefined {
    const size = this.#demandFile()?.size;
    if (size === undefined) return undefined;
    if (size > LARGEST) throw stateErrors.error("not-a-state-file", { file: this.path, size });
    let octets: Uint8Array;
    try {
      octets = new Uint8Array(readFileSync(this.path));
    } catch (cause) {
      throw stateErrors.error("unreadable", { file: this.path }, { cause });
    }
    const image = decodeState(octets, this.#owner, this.path);
    this.#known = octets.slice(0, HEADER);
    return image;
  }

  /** Throws `state.unwritable`, `state.not-a-file` and `state.changed-elsewhere`; the file then is as it was. */
  save(image: Uint8Array): void {
    const octets = encodeState(this.#owner, image);
    try {
      inFolder(dirname(this.path), (folder) => {
        this.#demandUnchanged();
        replaceFile(this.path, octets, { durable: this.#durable, folder });
      });
    } catch (cause) {
      if (stateErrors.is(cause)) throw cause;
      throw stateErrors.error("unwritable", { file: this.path }, { cause });
    }
    this.#known = octets.slice(0, HEADER);
  }

  /** Two cards on one file would undo each other's tries: the second to write notices and refuses. */
  #demandUnchanged(): void {
    if (this.#demandFile() === undefined) return;
    if (this.#known === undefined || !equal(readHead(this.path, HEADER), this.#known)) {
      throw stateErrors.error("changed-elsewhere", { file: this.path });
    }
  }

  /**
   * What lies at the path; undefined when nothing does. A symbolic link is not followed: the rename would put a file in its place and leave
   * what it points to behind, with tries that were used up since.
   */
  #demandFile(): Stats | undefined {
    let there: Stats | undefined;
    try {
      there = lstatSync(this.path, { throwIfNoEntry: false });
    } catch (cause) {
      throw stateErrors.error("unreadable", { file: this.path }, { cause });
    }
    if (there !== undefined && !there.isFile()) throw stateErrors.error("not-a-file", { file: this.path });
    return there;
  }
}
