import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { BareLoop } from "./bare-loop.js";

describe("the bare loop beside the card", () => {
  it("gives the octets that the card gives, so that both do the same work", () => {
    const bare = new BareLoop(new Map([[0x0a, Uint8Array.from({ length: 300 }, (_, i) => i)]]));
    const send = (apdu: string): string => toHex(bare.transmit(fromHex(apdu)));
    expect(send("00B0000000")).to.equal("6D00");
    expect(send("00A4020C02000B")).to.equal("6A82");
    expect(send("00A4020C02000A")).to.equal("9000");
    expect(send("00B0000003")).to.equal("0001029000");
    expect(send("00B0012800")).to.equal("28292A2B9000");
    expect(send("00B0000000")).to.have.length(2 * 258);
  });
});
