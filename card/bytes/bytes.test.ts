import { expect } from "chai";
import { isMadoguchiError } from "../errors/madoguchi-error.js";
import { fromHex, toHex } from "./bytes.js";

describe("hexadecimal octets", () => {
  it("are read in either case, with white space or without, every value", () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(fromHex(toHex(all))).to.deep.equal(all);
    expect(fromHex(toHex(all).toLowerCase())).to.deep.equal(all);
    expect(fromHex(" 00 A4\n04\t0c ")).to.deep.equal(Uint8Array.of(0x00, 0xa4, 0x04, 0x0c));
    expect(fromHex("")).to.deep.equal(new Uint8Array(0));
  });

  it("are refused when they are none", () => {
    for (const text of ["0", "0G", "G0", "00 A", "0x00", "-1", "０１", "00é0"]) {
      let code = "no error";
      try {
        fromHex(text);
      } catch (error) {
        code = isMadoguchiError(error) ? error.code : String(error);
      }
      expect(code, text).to.equal("bytes.not-hex");
    }
  });
});
