import { expect } from "chai";
import { pcscFailure } from "./pcsc-failures.js";

describe("pcscFailure", () => {
  const cases: readonly [string, string][] = [
    ["SCardConnect error: Sharing violation.(0x8010000b)", "sharing-violation"],
    ["SCardConnect error: No smart card inserted.(0x8010000c)", "no-card"],
    ["SCardConnect error: Card is unresponsive.(0x80100066)", "mute-card"],
    ["SCardConnect error: Unknown reader specified.(0x80100009)", "unknown"],
    ["SCardTransmit error: Card was removed.(0x80100069)", "card-removed"],
    ["SCardTransmit error: Transaction failed.(0x80100016)", "unclear"],
    ["SCardTransmit error: Insufficient buffer.(0x80100008)", "apdu-too-long"],
    ["SCardEstablishContext error: Service not available.(0x8010001D)", "service-down"],
    ["SCardTransmit error: Invalid handle.(0x80100003)", "service-down"],
  ];
  for (const [text, failure] of cases) {
    it(`reads ${failure} from "${text}"`, () => {
      expect(pcscFailure(text)).to.equal(failure);
    });
  }

  it("takes a text without a return code for a service that is down", () => {
    expect(pcscFailure("Card Reader not connected")).to.equal("service-down");
    expect(pcscFailure("0x80100069 somewhere in the middle")).to.equal("service-down");
  });
});
