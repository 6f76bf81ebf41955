import { expect } from "chai";
import { contrast, luminance } from "./contrast.js";

describe("Contrast of colours (R-TUNE-10)", () => {
  // Ratios as WebAIM's contrast checker and the W3C's Understanding 1.4.3 publish them.
  for (const [one, other, ratio] of [
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#0000ff", "#ffffff", 8.59],
    ["#ff0000", "#ffffff", 4],
    ["#00ff00", "#ffffff", 1.37],
    ["#949494", "#ffffff", 3.03],
    ["#959595", "#ffffff", 2.99],
    ["#595959", "#ffffff", 7],
    ["#ffff00", "#000000", 19.56],
  ] as const) {
    it(`of ${one} on ${other} is ${ratio}:1, whichever is in front`, () => {
      expect(contrast(one, other)).to.be.closeTo(ratio, 0.006);
      expect(contrast(other, one)).to.equal(contrast(one, other));
    });
  }

  it("stands on the relative luminance of sRGB's primaries, which add up to white", () => {
    expect([luminance("#ff0000"), luminance("#00ff00"), luminance("#0000ff")]).to.deep.equal([0.2126, 0.7152, 0.0722]);
    expect(luminance("#FFFFFF")).to.be.closeTo(1, 1e-12);
  });
});
