import { concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";

/** Key under which a domain's key sets lie in NVM; its data objects lie under their tags, which are higher. */
const KEY_SETS = 1;
/** Version (1) ‖ key length (1) ‖ sequence counter (3), then ENC, MAC and DEK. */
const HEADER = 5;
const COUNTER_OFFSET = 2;

/** A key set with the sequence counter of its pseudo-random challenges (Amendment D, 4.1.3). */
export interface KeySet extends ChannelKeys {
  readonly sequence: number;
}

function encode({ version, sequence, enc, mac, dek }: KeySet): Uint8Array {
  return concat(Uint8Array.of(version, enc.length), uintBE(sequence, 3), enc, mac, dek);
}

/** The key sets of one security domain. Their counters lie beside them, so that stepping one takes no memory. */
export class KeySets {
  readonly #nvm: NvmStore;
  readonly #owner: number;

  constructor(nvm: NvmStore, owner: number) {
    this.#nvm = nvm;
    this.#owner = owner;
  }

  all(): KeySet[] {
    const octets = this.#nvm.get(this.#owner, KEY_SETS)?.slice() ?? new Uint8Array(0);
    const sets: KeySet[] = [];
    for (let at = 0; at < octets.length; ) {
      const length = octets[at + 1]!;
      const keys = octets.subarray(at + HEADER, at + HEADER + 3 * length);
      const key = (index: number): Uint8Array => keys.slice(index * length, (index + 1) * length);
      const sequence = readUintBE(octets, at + COUNTER_OFFSET, 3);
      sets.push({ version: octets[at]!, sequence, enc: key(0), mac: key(1), dek: key(2) });
      at += HEADER + 3 * length;
    }
    return sets;
  }

  /** Replaces all sets. */
  store(sets: readonly KeySet[], write: NvmWrite): void {
    write.put(this.#owner, KEY_SETS, concat(...sets.map(encode)));
  }

  /** Sets the sequence counter of a version that is there. */
  setSequence(version: number, sequence: number, write: NvmWrite): void {
    let at = 0;
    for (const set of this.all()) {
      if (set.version === version) write.patch(this.#owner, KEY_SETS, at + COUNTER_OFFSET, uintBE(sequence, 3));
      at += HEADER + 3 * set.enc.length;
    }
  }
}
