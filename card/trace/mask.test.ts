import { expect } from "chai";
import fc from "fast-check";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { maskCommand } from "./mask.js";

describe("Masking at capture", () => {
  it("hides a PIN and its length, with and without secure messaging", () => {
    expect(maskCommand(fromHex("00200080 04 31323334"))).to.equal("00200080[secret]");
    expect(maskCommand(fromHex("08200080 13 860111 1122334455667788990011223344"))).to.equal("08200080[secret]");
    expect(maskCommand(fromHex("00240180 04 35363738"))).to.equal("00240180[secret]");
    expect(maskCommand(fromHex("80320080 04 35363738"))).to.equal("80320080[secret]");
  });

  it("hides keys and personalisation data, but says how much there was", () => {
    expect(maskCommand(fromHex("84D80081 04 AABBCCDD"))).to.equal("84D80081[5 octets, secret]");
    expect(maskCommand(fromHex("84E28001 03 8F0201"))).to.equal("84E28001[4 octets, secret]");
  });

  it("shows everything else as it is, the empty VERIFY query too", () => {
    expect(maskCommand(fromHex("00A4040C 02 D392"))).to.equal("00A4040C02D392");
    expect(maskCommand(fromHex("00200080"))).to.equal("00200080");
  });

  it("lets no octet of a secret through, whatever the length and the class", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("0020", "0420", "0820", "0C20", "0024", "002C", "8032", "80D8", "84D8", "80E2", "84E2"),
        fc.uint8Array({ minLength: 4, maxLength: 200 }).filter((data) => new Set(data).size > 3),
        (head, data) => {
          const masked = maskCommand(concat(fromHex(`${head}0080`), Uint8Array.of(data.length), data));
          expect(masked).to.match(/^[0-9A-F]{8}\[.*secret\]$/);
          expect(masked).not.to.include(toHex(data));
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});
