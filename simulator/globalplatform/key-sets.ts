import { concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";

/** Keys under which a security domain's own data lie in NVM; data objects lie under their tags, which are higher. */
const KEY_SETS = 1;
const SEQUENCES = 2;

/** Version (1) ‖ key length (1) ‖ ENC ‖ MAC ‖ DEK, one set after the other. */
function encode(sets: readonly ChannelKeys[]): Uint8Array {
  return concat(...sets.flatMap(({ version, enc, mac, dek }) => [Uint8Array.of(version, enc.length), enc, mac, dek]));
}

/** The key sets of one security domain. */
export class KeySets {
  readonly #nvm: NvmStore;
  readonly #owner: number;

  constructor(nvm: NvmStore, owner: number) {
    this.#nvm = nvm;
    this.#owner = owner;
  }

  all(): ChannelKeys[] {
    const octets = this.#nvm.get(this.#owner, KEY_SETS)?.slice() ?? new Uint8Array(0);
    const sets: ChannelKeys[] = [];
    for (let at = 0; at < octets.length; ) {
      const [version, length] = [octets[at]!, octets[at + 1]!];
      const key = (index: number): Uint8Array => octets.slice(at + 2 + index * length, at + 2 + (index + 1) * length);
      sets.push({ version, enc: key(0), mac: key(1), dek: key(2) });
      at += 2 + 3 * length;
    }
    return sets;
  }

  /** Replaces all sets. */
  store(sets: readonly ChannelKeys[], write: NvmWrite): void {
    write.put(this.#owner, KEY_SETS, encode(sets));
  }

  /** Sequence counter of a key version (Amendment D, 4.1.3); 0 before its first use. */
  sequence(version: number): number {
    const octets = this.#nvm.get(this.#owner, SEQUENCES) ?? new Uint8Array(0);
    for (let at = 0; at < octets.length; at += 4) if (octets[at] === version) return readUintBE(octets, at + 1, 3);
    return 0;
  }

  setSequence(version: number, value: number, write: NvmWrite): void {
    const octets = this.#nvm.get(this.#owner, SEQUENCES) ?? new Uint8Array(0);
    const others: Uint8Array[] = [];
    for (let at = 0; at < octets.length; at += 4) if (octets[at] !== version) others.push(octets.slice(at, at + 4));
    const own = value === 0 ? [] : [concat(Uint8Array.of(version), uintBE(value, 3))];
    const counters = concat(...others, ...own);
    if (counters.length > 0) write.put(this.#owner, SEQUENCES, counters);
    else write.delete(this.#owner, SEQUENCES);
  }
}
