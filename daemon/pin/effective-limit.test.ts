import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { effectiveLimit, type PinChannel } from "./effective-limit.js";

const PROFILE = 4;

/** The limit, `(log)` behind it where the server's value was not used, or the code of the refusal. */
function limitOf(channel: PinChannel, server: unknown): string {
  try {
    const { limit, fellBack } = effectiveLimit(channel, server, PROFILE);
    return fellBack ? `${limit} (log)` : `${limit}`;
  } catch (error) {
    return isMadoguchiError(error) ? error.code : String(error);
  }
}

describe("the effective limit of wrong PINs (X-01, R-PIN-04, R-PIN-05, R-PIN-08, A-13, A-29)", () => {
  const table: readonly [unknown, string, string][] = [
    [1, "1", "1"],
    [2, "2", "2"],
    [3, "3", "3"],
    [5, "3", "5"],
    ["2", "2", "2"],
    ["5", "3", "5"],
    [undefined, "3 (log)", "3 (log)"],
    [null, "3 (log)", "3 (log)"],
    ["", "3 (log)", "3 (log)"],
    ["abc", "3 (log)", "3 (log)"],
    ["2x", "3 (log)", "3 (log)"],
    ["1.5", "3 (log)", "3 (log)"],
    [1.5, "3 (log)", "3 (log)"],
    [Number.NaN, "3 (log)", "3 (log)"],
    [Number.POSITIVE_INFINITY, "3 (log)", "3 (log)"],
    [{}, "3 (log)", "3 (log)"],
    [[2], "3 (log)", "3 (log)"],
    [0, "pin.mis-set", "pin.mis-set"],
    [-0, "pin.mis-set", "pin.mis-set"],
    ["0", "pin.mis-set", "pin.mis-set"],
    [-1, "pin.mis-set", "pin.mis-set"],
    ["-1", "pin.mis-set", "pin.mis-set"],
  ];
  for (const [server, counter, machine] of table) {
    it(`server ${JSON.stringify(server) ?? "absent"}: counter ${counter}, kiosk and machine ${machine}, elsewhere the profile's`, () => {
      expect(limitOf("counter", server)).to.equal(counter);
      expect(limitOf("kiosk", server)).to.equal(machine);
      expect(limitOf("machine", server)).to.equal(machine);
      expect(limitOf("library", server)).to.equal(`${PROFILE}`);
      expect(limitOf("own", server)).to.equal(`${PROFILE}`);
    });
  }
});
