import { TestPki } from "../municipality/test-pki.js";
import { TwoTowns } from "./two-towns.fixture.js";

export interface BothTowns {
  readonly pki: TestPki;
  readonly towns: TwoTowns;
}

/** Starts the daemon of two towns before the tests of the suite that calls this, and ends it after them; to be read inside of tests. */
export function bothTowns(): BothTowns {
  let pki: TestPki;
  let towns: TwoTowns;
  before(async () => {
    pki = await TestPki.create();
    towns = await new TwoTowns(pki).start();
  });
  after(async () => {
    await towns.stop();
    pki.close();
  });
  return {
    get pki() {
      return pki;
    },
    get towns() {
      return towns;
    },
  };
}
