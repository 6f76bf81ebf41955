import { expect } from "chai";
import { ascii, concat, fromHex } from "#card/bytes/bytes.js";
import { PersonalReads, withoutData } from "./personal-reads.js";

const DATA = concat(ascii("999990001011"), fromHex("9000"));
const OK = fromHex("9000");

describe("what a trace may show of a card's answers", () => {
  function trace(...commands: readonly string[]): boolean {
    const reads = new PersonalReads();
    return commands.map((hex, i) => reads.watch(fromHex(hex), i === commands.length - 1 ? DATA : OK)).at(-1)!;
  }
  const TEXT = "00A4040C0AD3921000310001010408";
  const JPKI = "00A4040C0AD392F000260100000001";

  it("hides the holder's files, whichever way they are named", () => {
    expect(trace(TEXT, "00A4020C020001", "00B0000011")).to.equal(true);
    expect(trace(TEXT, "00B0810011")).to.equal(true);
    expect(trace(TEXT, "00A4020C020002", "00B0000000", "00B0010000")).to.equal(true);
    expect(trace("00A4040C0AD3921000310001010402", "00B0820000")).to.equal(true);
    expect(trace(JPKI, "00A4020C02000A", "00B0000000")).to.equal(true);
    expect(trace("00A4040C07A0000002310600", "00B09B0000")).to.equal(true);
  });

  it("shows what says nothing about the holder", () => {
    expect(trace(JPKI, "00B0860020")).to.equal(false);
    expect(trace(JPKI, "00A4020C02000B", "00B0000000")).to.equal(false);
    expect(trace(TEXT, "00B0840000")).to.equal(false);
    expect(trace("00A4040C0AD3921000310001010100", "00B2010C00")).to.equal(false);
    expect(trace("00CA004500")).to.equal(false);
  });

  it("follows the selection: a refused SELECT changes nothing, an unknown application ends it", () => {
    const reads = new PersonalReads();
    reads.watch(fromHex(TEXT), OK);
    reads.watch(fromHex("00A4040007627601FF000000"), fromHex("6A82"));
    expect(reads.watch(fromHex("00B0810011"), DATA)).to.equal(true);
    reads.watch(fromHex("00A4040C07F04D41444F0001"), OK);
    expect(reads.watch(fromHex("00B0810011"), DATA)).to.equal(false);
  });

  it("hides a file that it cannot name, and nothing in a refusal", () => {
    expect(trace(TEXT, "00B0000011")).to.equal(true);
    const reads = new PersonalReads();
    reads.watch(fromHex(TEXT), OK);
    expect(reads.watch(fromHex("00B0810011"), fromHex("6982"))).to.equal(false);
    expect(reads.watch(fromHex("00B0810011"), undefined)).to.equal(false);
    expect(reads.watch(fromHex("00B0"), DATA)).to.equal(false);
  });

  it("knows no file, and hides all, after a SELECT under secure messaging", () => {
    expect(trace(TEXT, "00A4020C020004", "00B0000000")).to.equal(false);
    expect(trace(TEXT, "00A4020C020004", "08A4020C0486020102", "00B0000000")).to.equal(true);
    expect(trace("00A4040C0AD3921000310001010100", "08A4040C0486020102", "00B0810000")).to.equal(true);
  });

  it("tells what is selected, for whoever names it", () => {
    const reads = new PersonalReads();
    expect(reads.whereabouts).to.deep.equal({ application: undefined, file: undefined });
    for (const command of [JPKI, "00A4020C020018"]) reads.watch(fromHex(command), OK);
    expect(reads.whereabouts).to.deep.equal({ application: "D392F000260100000001", file: 0x18 });
  });

  it("leaves the number of octets and the status word", () => {
    expect(withoutData(DATA)).to.equal("[12 octets, personal]9000");
  });
});
