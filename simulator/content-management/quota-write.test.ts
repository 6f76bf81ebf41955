import { expect } from "chai";
import { SW } from "#card/iso7816/status-words.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { limited } from "./quota-write.js";
import { statusOf } from "./refusal.js";

describe("writes under a quota", () => {
  const OWNER = 0x4001;
  let nvm: FlatNvm;

  beforeEach(() => {
    nvm = FlatNvm.format({ capacity: 4096, journal: 256 });
  });

  /** Puts values of these sizes under keys of their own; "written", or the status word that refused them all. */
  function put(limit: number, ...sizes: readonly number[]): string | number {
    try {
      nvm.transaction((write) => {
        const within = limited(nvm, write, limit);
        sizes.forEach((size, key) => {
          within.put(OWNER, key, new Uint8Array(size).fill(1));
        });
      });
      return "written";
    } catch (error) {
      return statusOf(error);
    }
  }

  it("count what a value takes with its header, and all of one transaction together", () => {
    const one = nvm.footprint(10);
    expect(one).to.be.greaterThan(10);
    expect(put(one - 1, 10)).to.equal(SW.NO_SPACE);
    expect(put(2 * one - 1, 10, 10)).to.equal(SW.NO_SPACE);
    expect(nvm.used).to.equal(0);
    expect(put(2 * one, 10, 10)).to.equal("written");
    expect(nvm.used).to.equal(2 * one);
  });

  it("count only what a new value takes beyond the old one", () => {
    put(1000, 40);
    expect(put(0, 40)).to.equal("written");
    expect(put(0, 20)).to.equal("written");
    expect(put(nvm.footprint(60) - nvm.footprint(20) - 1, 60)).to.equal(SW.NO_SPACE);
    expect(nvm.used).to.equal(nvm.footprint(20));
  });
});
