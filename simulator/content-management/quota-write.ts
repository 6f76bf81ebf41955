import { SW } from "#card/iso7816/status-words.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import { Refusal } from "./refusal.js";

/** Writes that may take no more than `limit` further octets, headers included: what a quota leaves. Refuses with 6A84. */
export function limited(nvm: NvmStore, write: NvmWrite, limit: number): NvmWrite {
  let taken = 0;
  return {
    put(owner, key, value) {
      const old = nvm.get(owner, key);
      taken += nvm.footprint(value.length) - (old === undefined ? 0 : nvm.footprint(old.length));
      if (taken > limit) throw new Refusal(SW.NO_SPACE);
      write.put(owner, key, value);
    },
    patch: (owner, key, offset, octets) => write.patch(owner, key, offset, octets),
    delete: (owner, key) => write.delete(owner, key),
    deleteOwner: (owner) => write.deleteOwner(owner),
  };
}
