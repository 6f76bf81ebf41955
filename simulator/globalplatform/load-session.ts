import { concat } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Load } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { readTlv } from "#card/iso7816/tlv.js";
import { demand } from "../content-management/refusal.js";
import type { LoadFiles } from "./load-files.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

const DAP_BLOCK = 0xe2;
const DATA_BLOCK = 0xc4;

/** Where the data block begins and how long it is; undefined while its header is not yet complete. Refuses what is no load file. */
function findDataBlock(octets: Uint8Array): { readonly start: number; readonly size: number } | undefined {
  for (let at = 0; at < octets.length; ) {
    const tag = octets[at];
    demand(tag === DAP_BLOCK || tag === DATA_BLOCK, SW.WRONG_DATA);
    const first = octets[at + 1];
    if (first === undefined) return undefined;
    const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
    demand(first !== 0x80 && lengthOctets <= 3, SW.WRONG_DATA);
    const start = at + 2 + lengthOctets;
    if (start > octets.length) return undefined;
    let size = lengthOctets === 0 ? first : 0;
    for (let i = 0; i < lengthOctets; i++) size = size * 256 + octets[at + 2 + i]!;
    if (tag === DATA_BLOCK) return { start, size };
    try {
      at = readTlv(octets, at).end; // no domain here verifies DAPs: they are passed over
    } catch (error) {
      if (isMadoguchiError(error, "tlv.truncated")) return undefined;
      throw error;
    }
  }
  return undefined;
}

/** The LOAD commands of one load file, from INSTALL [for load] on. It lives in volatile memory: a reset ends it. */
export class LoadSession {
  readonly #registry: Registry;
  readonly #files: LoadFiles;
  readonly #element: RegistryElement;
  #block = 0;
  /** Octets before the data block, while its header is incomplete. */
  #head: Uint8Array = new Uint8Array(0);
  #size: number | undefined;
  #received = 0;

  constructor(registry: Registry, files: LoadFiles, element: RegistryElement) {
    this.#registry = registry;
    this.#files = files;
    this.#element = element;
  }

  /** Takes the next block; true when it was the last. A refusal leaves the card without the load file: call `abort`. */
  take({ block, last, data }: Load): boolean {
    demand(block === this.#block, SW.WRONG_P1P2);
    this.#block++;
    const begins = this.#size === undefined;
    const octets = begins ? this.#begin(data, last) : data;
    if (octets === undefined) {
      demand(!last, SW.WRONG_DATA);
      return false;
    }
    const size = this.#size!;
    const end = this.#received + octets.length;
    demand(end <= size && last === (end === size), SW.WRONG_DATA);
    if (last && begins) this.#files.whole(this.#element, octets);
    else if (last) this.#files.finish(this.#element, this.#received, octets);
    else if (!begins && octets.length > 0) this.#files.append(this.#element, this.#received, octets);
    this.#received = end;
    return last;
  }

  /** Octets of the data block in the first LOAD that shows its size; memory is taken for all of it when more are to come. */
  #begin(data: Uint8Array, last: boolean): Uint8Array | undefined {
    this.#head = concat(this.#head, data);
    const found = findDataBlock(this.#head);
    if (found === undefined) return undefined;
    this.#size = found.size;
    const octets = this.#head.subarray(found.start);
    demand(found.size > 0 && octets.length <= found.size, SW.WRONG_DATA);
    if (!last) this.#files.allocate(this.#element, found.size, octets);
    return octets;
  }

  /** Takes the unfinished load file off the card. */
  abort(): void {
    if (this.#registry.get(this.#element.id) === undefined) return;
    this.#registry.change((write) => this.#registry.remove(this.#element.id, write));
  }
}
