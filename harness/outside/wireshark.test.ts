import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openDesk, send } from "#simulator/control/desk.fixture.js";
import type { CardDesk } from "#simulator/control/index.js";
import { PcapngWriter } from "#simulator/trace/index.js";
import { requireTools } from "./require-tools.fixture.js";

const SESSION = [
  "00A4040C0AD3921000310001010408", // SELECT 券面事項入力補助AP
  "00A4020C020011",
  "002000800431323334", // VERIFY 1234
  "00B0810011", // READ BINARY of 個人番号
  "00CA004500",
  "00A4040008A000000151000000", // issuer security domain
];

describe("Wireshark on a trace of ours", function () {
  this.timeout(60_000);
  let desk: CardDesk;
  let folder: string;
  let file: string;
  /** Fields of each packet, as tshark reads them back. */
  const fields = (filter: string, ...names: readonly string[]): string[][] => {
    const args = ["-r", file, "-Y", filter, "-T", "fields", ...names.flatMap((name) => ["-e", name])];
    const lines = execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n");
    return lines.filter((line) => line !== "").map((line) => line.split("\t"));
  };
  const details = (filter: string): string =>
    execFileSync("tshark", ["-r", file, "-V", "-Y", filter], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

  before(async function () {
    requireTools(this, "tshark");
    folder = mkdtempSync("/tmp/madoguchi-pcap-");
    file = join(folder, "trace.pcapng");
    desk = openDesk({ tracing: true });
    await desk.create({ name: "hanako" });
    await desk.create({ name: "taro", person: "taro" });
    await desk.insert({ card: "hanako", reader: "a" });
    await desk.insert({ card: "taro", reader: "b" });
    await send(desk, "a", ...SESSION);
    await send(desk, "b", SESSION[0]!);
    await desk.remove("hanako");
    const writer = new PcapngWriter();
    const { entries } = desk.trace.read();
    writeFileSync(file, Buffer.concat([writer.header(), ...entries.map((entry) => writer.entry(entry))]));
  });
  after(async () => {
    await desk?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it("dissects commands and answers as ISO 7816: class, instruction, parameters, lengths, direction", () => {
    const commands = fields(
      "iso7816.apdu.ins",
      "iso7816.apdu.cla",
      "iso7816.apdu.ins",
      "iso7816.apdu.p1",
      "iso7816.apdu.p2",
      "iso7816.apdu.lc",
      "_ws.col.Source",
      "_ws.col.Destination",
    );
    expect(commands.slice(0, 4)).to.deep.equal([
      ["0x00", "0xa4", "0x04", "0x0c", "0x0a", "Interface", "Card"],
      ["0x00", "0xa4", "0x02", "0x0c", "0x02", "Interface", "Card"],
      ["0x00", "0x20", "0x00", "0x80", "0x08", "Interface", "Card"],
      ["0x00", "0xb0", "0x81", "0x00", "", "Interface", "Card"],
    ]);
    expect(details("iso7816.apdu.ins == 0xa4")).to.include("Instruction: Select file");
    expect(details("iso7816.apdu.ins == 0x20")).to.include("Instruction: Verify");
    expect(details("iso7816.apdu.ins == 0xb0"))
      .to.include("Instruction: Read binary")
      .and.to.include("Expected response length Le: 0x11");
    const answers = fields(
      "iso7816.apdu.sw1",
      "iso7816.apdu.sw1",
      "iso7816.apdu.sw2",
      "_ws.col.Source",
      "_ws.col.Info",
    );
    expect(answers).to.have.lengthOf(SESSION.length + 1);
    expect(answers[2]).to.deep.equal(["0x90", "0x00", "Card", "Response APDU (to Verify)"]);
  });

  it("shows nothing of a PIN, its length neither, nor of the holder", () => {
    const all = details("frame");
    expect(all).to.include("APDU Body: 2a2a2a2a2a2a2a2a");
    expect(all).to.not.match(/31323334|39393939303030313031/);
    expect(details('iso7816.apdu.sw1 && frame.comment contains "hanako"')).to.include("2a".repeat(17));
  });

  it("dissects every ATR at power-on and reset", () => {
    const atrs = fields("iso7816.atr", "frame.comment", "frame.interface_name");
    expect(atrs.map(([comment, name]) => [/power on|reset/.exec(comment!)?.[0], name])).to.deep.equal([
      ["power on", "a"],
      ["power on", "b"],
      ["reset", "a"],
      ["reset", "b"],
    ]);
  });

  it("names reader and card of each packet, and has the marks of a session as lines of text", () => {
    const marks = fields("data-text-lines", "frame.interface_name", "frame.comment");
    expect(marks).to.deep.equal([
      ["a", "hanako  ▶ put into the reader  a"],
      ["b", "taro  ▶ put into the reader  b"],
      ["a", "hanako  ○ power off"],
      ["a", "hanako  ◀ out of the reader"],
    ]);
    expect(fields("iso7816.apdu.ins == 0xb0", "frame.comment")).to.deep.equal([
      ["hanako: read a file: EF 0001 individual number from octet 0"],
    ]);
  });

  it("finds no mistake in the file", () => {
    expect(fields("_ws.malformed || _ws.expert.severity == error", "frame.number")).to.deep.equal([]);
  });
});
