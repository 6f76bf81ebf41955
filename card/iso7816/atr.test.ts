import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { atrErrors, cardCapabilities, parseAtr } from "./atr.js";

/** ATRs of real cards from public lists (card-facts 1.1): each must be taken. */
const LISTED = [
  "3BE000FF8131FE4514",
  "3BDA13FF8131FB468012392F31C173C601C03B",
  "3BC5FF8131FB458073C6010000",
  "3BF59100FF918171FE400042000100D1D6",
  "3BF59100FF918171FE4000420001B3A115",
  "3B888001000005E0B381A1007F",
  "3B888001000041E0B381A1003B",
  "3B888001004B51FF0081D100BC",
  "3B888001004B51FFB381D1000F",
  "3B888001000014E0B38191005E",
];

function refusal(hex: string): { readonly offset?: unknown; readonly problem?: unknown } {
  try {
    parseAtr(fromHex(hex));
  } catch (error) {
    if (isMadoguchiError(error) && atrErrors.is(error, "malformed")) return error.details;
    throw error;
  }
  return {};
}

describe("an answer to reset", () => {
  it("of every listed card is taken apart and put together again (card-facts 1.1)", () => {
    for (const hex of LISTED) {
      const { interfaceBytes, historical, protocols, convention } = parseAtr(fromHex(hex));
      const bytes = interfaceBytes.flatMap(({ ta, tb, tc, td }) =>
        [ta, tb, tc, td].filter((octet) => octet !== undefined),
      );
      const head = `${hex.slice(0, 4)}${toHex(Uint8Array.from(bytes))}${toHex(historical)}`;
      expect(hex.slice(0, -2), hex).to.equal(head);
      expect(protocols.at(-1), hex).to.equal(1);
      expect(convention).to.equal("direct");
    }
  });

  it("tells protocol and parameters: T=1, IFSC 254, BWI 4 and CWI 5 of the card in OpenSC's table", () => {
    const { interfaceBytes, protocols, historical } = parseAtr(fromHex(LISTED[0]!));
    expect(protocols).to.deep.equal([1]);
    expect(interfaceBytes).to.deep.equal([
      { tb: 0x00, tc: 0xff, td: 0x81 },
      { td: 0x31, protocol: 1 },
      { ta: 0xfe, tb: 0x45, protocol: 1 },
    ]);
    expect(historical).to.have.length(0);
  });

  it("without a TD offers T=0 and has no check byte (8.2.5)", () => {
    expect(parseAtr(fromHex("3B021450"))).to.deep.include({ protocols: [0], historical: fromHex("1450") });
    expect(parseAtr(fromHex("3F00")).convention).to.equal("inverse");
  });

  it("is refused at the octet that is wrong", () => {
    const wrong: readonly (readonly [string, number, RegExp])[] = [
      ["", 0, /TS/],
      ["3C00", 0, /TS/],
      ["3B", 1, /before T0/],
      ["3B10", 2, /before TA1/],
      ["3BE000FF8131FE", 7, /before TB3/],
      ["3BE000FF8131FE4515", 8, /TCK.* has to be 14$/],
      ["3BE000FF8131FE45", 8, /TCK is missing: 14$/],
      ["3BE000FF8131FE451400", 9, /follow the end/],
      ["3B0214", 3, /historical/],
      ["3B00AA", 2, /follow the end/],
      ["3B1071", 2, /TA1.*Fi/],
      ["3B1010", 2, /TA1.*Di/],
      ["3B802FAF", 2, /TD1.*T=15/],
      ["3B800585", 2, /TD1.*T=5/],
      ["3B80818000", 3, /TD2.*ascending/],
      ["3BE000FF8131004500", 6, /TA3.*reserved/],
      ["3BE000FF8131FEA500", 7, /TB3.*BWI/],
      ["3B8081410200", 4, /TC3/],
      [`3B0F${"00".repeat(32)}`, 33, /32 octets/],
    ];
    for (const [hex, offset, problem] of wrong) {
      const { offset: at, problem: said } = refusal(hex);
      expect([at, problem.test(String(said))], `${hex}: ${said}`).to.deep.equal([offset, true]);
    }
  });

  it("lets no flipped bit of checked historical bytes through unseen", () => {
    for (const hex of LISTED) {
      const octets = fromHex(hex);
      const from = octets.length - 1 - parseAtr(octets).historical.length;
      for (let bit = from * 8; bit < octets.length * 8; bit++) {
        const changed = octets.slice();
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(refusal(toHex(changed)).problem, toHex(changed)).to.match(/TCK/);
      }
    }
  });

  it("may announce card capabilities in its historical bytes (ISO/IEC 7816-4, 12.1.1.7)", () => {
    expect(cardCapabilities(parseAtr(fromHex(LISTED[1]!)))).to.deep.equal(fromHex("C601C0"));
    expect(cardCapabilities(parseAtr(fromHex(LISTED[2]!)))).to.deep.equal(fromHex("C60100"));
    expect(cardCapabilities(parseAtr(fromHex(LISTED[0]!)))).to.equal(undefined);
  });
});
