import { expect } from "chai";
import { findProfile } from "./read-profile.js";
import { profileWarnings } from "./warnings.js";

describe("warnings about a profile", () => {
  it("tell where the ATR's card capabilities and the profile disagree about extended length", () => {
    // Listed ATRs (card-facts 1.1): capabilities C6 01 C0 announce extended length, C6 01 00 do not.
    const [announced, not] = [findProfile("tsubaki"), findProfile("yamabuki")];
    expect(profileWarnings(announced)).to.deep.equal([]);
    expect(profileWarnings(not).map(({ place }) => place)).to.deep.equal(["apdu.extended"]);
    const short = { ...announced, apdu: { ...announced.apdu, extended: false } };
    expect(profileWarnings(short)[0]?.en).to.include("announces extended length");
  });

  it("stay silent where the ATR says nothing of it", () => {
    expect(profileWarnings(findProfile("aoba"))).to.deep.equal([]);
  });
});
