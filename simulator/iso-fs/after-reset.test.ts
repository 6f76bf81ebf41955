import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { LOAD, runSteps, SET_AREA } from "./area-steps.fixture.js";
import { areaKeys, FsCard } from "./fs-card.fixture.js";

/** What OpenSC 0.23 sends before it tries its JPKI driver (card-facts 2.1), and what a card without any of it answers. */
const FOREIGN = [
  ["00A4040007627601FF000000", "6A82"],
  ["00A4040006A00000000101", "6A82"],
  ["00A404000BE82B0601040181C31F020100", "6A82"],
  ["00A4040C0FD23300000045737445494420763335", "6A82"],
  ["00CADF3005", "6A88"],
  ["00CB3FFF035C017E08", "6D00"],
  ["00A4040009A0000003080000100000", "6A82"],
  ["00A4040C07A000000116DB0000", "6A82"],
  ["00A404000CF276A288BCFBA69D34F31001", "6A82"],
  ["00A4040006D2760001240100", "6A82"],
  ["00A4040008A000000151000000", "6A82"],
  ["00A4000000", "6A86"],
  ["00A40000023F00", "6A86"],
  ["01A4040000", "6881"],
  ["80CADF7100", "6E00"],
] as const;

describe("a card with a native file system after reset", () => {
  it("answers other systems' probes as a card that has none of it, and nothing takes it away from its own", () => {
    const card = new FsCard();
    for (const [command, answer] of FOREIGN) expect(card.hex(command), command).to.equal(answer);
    expect(card.hex("00CA004500")).to.equal("465343415244303030319000");
  });

  it("has a master file and an area directory, each telling its file identifier and name", () => {
    const card = new FsCard();
    expect(card.hex("00A4040007F04D41444F4D4600")).to.equal("6F1082013883023F008407F04D41444F4D469000");
    expect(card.hex("00A4040007F04D41444F000100")).to.equal("6F1082013883024D008407F04D41444F00019000");
    expect(card.hex("00A4000000")).to.equal("9000");
    expect(card.hex("00A40000023F00")).to.equal("6A82");
  });

  it("hands out a long object as its interface does: by an extended Le, or in parts", () => {
    for (const name of ["F04D41444F4D46", "F04D41444F0001"]) {
      const long = new FsCard();
      long.hex(`00A4040C07${name}`);
      expect(long.hex("00CA7F2100")).to.equal("6700");
      expect(long.hex("00CA7F21000000")).to.equal(`${"21".repeat(600)}9000`);
      const short = new FsCard({ extendedLength: false });
      short.hex(`00A4040C07${name}`);
      expect(short.hex("00CA7F2100")).to.match(/^(21){256}61FF$/);
      expect(short.hex("00C00000FF")).to.match(/^(21){255}6159$/);
      expect(short.hex("00C0000059")).to.match(/^(21){89}9000$/);
      expect(short.hex("00C0000000")).to.equal("6985");
      expect(short.hex("00CA7F21000000")).to.equal("6700");
    }
  });

  it("keeps a DF's control parameters and tells them inside a session", async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD.slice(0, 1)]);
    const session = await card.open("area", areaKeys());
    const asked = new CommandApdu(0x00, 0xa4, 0x01, 0x04, Uint8Array.of(0x4d, 0x01), 256);
    expect(toHex((await session.transmit(asked)).data)).to.equal(toHex(LOAD[0]!.command.data));
  });
});
