import { expect } from "chai";
import fc from "fast-check";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { CommandApdu } from "../iso7816/command-apdu.js";
import { withoutData } from "../myna/personal-reads.js";
import { maskCommand } from "./mask.js";
import { octetsForMasked } from "./masked-octets.js";

const through = (hex: string) => toHex(octetsForMasked(maskCommand(fromHex(hex))));

describe("Masked octets for forms that know octets alone", () => {
  it("gives a PIN eight asterisks, whatever its length was", () => {
    for (const pin of ["0431323334", "06414243313233", "08FFFFFFFFFFFFFFFF"]) {
      expect(through(`00200080${pin}`)).to.equal("00200080082A2A2A2A2A2A2A2A");
    }
  });

  it("gives keys as many as there were", () => {
    expect(through("84D8008103AABBCC")).to.equal("84D80081032A2A2A");
  });

  it("gives personal data as many as there were, and the status word as it was", () => {
    expect(toHex(octetsForMasked(withoutData(fromHex("FF100C9000"))))).to.equal("2A2A2A9000");
  });

  it("leaves alone what was not masked, an answer of no octets too", () => {
    expect(through("00A4040C02D392")).to.equal("00A4040C02D392");
    expect(octetsForMasked("")).to.have.lengthOf(0);
  });

  it("is a well-formed command for every masked one, short and extended", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("0020", "80D8", "84E2"),
        fc.uint8Array({ minLength: 1, maxLength: 700 }),
        (head, data) => {
          const { length } = data;
          const lc = length > 255 ? [0, length >> 8, length & 0xff] : [length];
          const octets = octetsForMasked(maskCommand(concat(fromHex(`${head}0080`), Uint8Array.from(lc), data)));
          const parsed = CommandApdu.parse(octets);
          expect(toHex(octets.subarray(0, 4))).to.equal(`${head}0080`);
          expect(parsed.data.every((octet) => octet === 0x2a)).to.equal(true);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});
