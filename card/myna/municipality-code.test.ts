import { expect } from "chai";
import { isMunicipalityCode, municipalityCheckDigit } from "./municipality-code.js";

describe("the check digit of a 全国地方公共団体コード", () => {
  it("is that of the ministry's published list", () => {
    // Hokkaido, Sapporo, Chiyoda, Osaka, Naha and Tsushima, as published; sums below 11 and remainders 0 and 1 among them.
    for (const code of ["010006", "011002", "131016", "271004", "472018", "422096"]) {
      expect(isMunicipalityCode(code), code).to.equal(true);
      expect(municipalityCheckDigit(code.slice(0, 5)), code).to.equal(Number(code[5]));
    }
  });

  it("does not fit a code with two digits exchanged, or one of another length", () => {
    expect(isMunicipalityCode("113016")).to.equal(false);
    expect(isMunicipalityCode("13101")).to.equal(false);
    expect(() => municipalityCheckDigit("131016")).to.throw("myna.bad-value");
  });
});
