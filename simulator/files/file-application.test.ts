import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { AID, fileRig } from "./rig.fixture.js";

const SELECT = `00A4040C07${toHex(AID)}`;

describe("an application of elementary files", () => {
  let rig: ReturnType<typeof fileRig>;
  const send = (apdu: string): string => rig.send(apdu);

  beforeEach(() => {
    rig = fileRig();
    expect(send(SELECT)).to.equal("9000");
  });

  it("answers SELECT with the DF name only when FCI is asked for", () => {
    expect(send(`00A4040007${toHex(AID)}00`)).to.equal("6F098407F00000000102039000");
    expect(send(`00A4040C07${toHex(AID)}00`)).to.equal("9000");
  });

  it("selects files by identifier and keeps the current one when another is not found", () => {
    expect(send("00A4020C020001")).to.equal("9000");
    expect(send("00A4020C02001D")).to.equal("6A82");
    expect(send("00A4020C020101")).to.equal("6A82");
    expect(send("00A4020C0101")).to.equal("6700");
    expect(send("00A4010C020001")).to.equal("6A86");
    expect(send("00B0000002")).to.equal("00019000");
  });

  it("reads octets by offset, short at the end, and says 6B00 beyond it", () => {
    send("00A4020C020001");
    expect(send("00B0010004")).to.equal("000102039000");
    expect(send("00B0025700")).to.equal("579000");
    expect(send("00B0025800")).to.equal("6B00");
    expect(send("00B07FFF01")).to.equal("6B00");
    expect(send("00B00000000000")).to.have.length(2 * 602);
    expect(send("00B000000000FF")).to.have.length(2 * 257);
    expect(send("00B00000")).to.equal("6700");
  });

  it("reads by short identifier, which makes the file current", () => {
    expect(send("00B0810203")).to.equal("0203049000");
    expect(send("00B0000001")).to.equal("009000");
    expect(send("00B0800501")).to.equal("059000");
    expect(send("00B0A10001")).to.equal("6A86");
    expect(send("00B09D0001")).to.equal("6A82");
  });

  it("tells no file, wrong structure and no right apart", () => {
    expect(send("00B0000001")).to.equal("6986");
    expect(send("00B0830001")).to.equal("6981");
    expect(send("00B0980001")).to.equal("6981");
    expect(send("00B0820001")).to.equal("6982");
    expect(send("00B0890001")).to.equal("6982");
  });

  it("reads records by number, one at a time", () => {
    expect(send("00B2011C00")).to.equal("01034142439000");
    expect(send("00B2020402")).to.equal("02019000");
    expect(send("00B2030400")).to.equal("6A83");
    expect(send("00B2000400")).to.equal("6A83");
    expect(send("00B2010500")).to.equal("6A81");
    expect(send("00B2010000")).to.equal("6A86");
    expect(send("00B2010C00")).to.equal("6981");
    expect(send("00B2012400")).to.equal("6982");
  });

  it("opens what a secret guards, any one of several, until the next SELECT", () => {
    expect(send("002000980431323334")).to.equal("9000");
    expect(send("00B0820006")).to.equal("5345435245549000");
    expect(send("00B0890001")).to.equal("6982");
    expect(send("00B2012400")).to.equal("0101559000");
    send(SELECT);
    expect(send("00B0820006")).to.equal("6982");
    expect(send("002000930C313233343536373839303132")).to.equal("9000");
    expect(send("00B0820006")).to.equal("5345435245549000");
  });

  it("counts tries down, says 63C0 on the one that exhausts them and 6984 afterwards", () => {
    send("00A4020C020018");
    expect(send("00200080")).to.equal("63C3");
    expect(send("002000800431323335")).to.equal("63C2");
    expect(send("0020008003313233")).to.equal("63C1");
    expect(send("00200080")).to.equal("63C1");
    expect(send("002000800431323335")).to.equal("63C0");
    expect(send("002000800431323334")).to.equal("6984");
    expect(send("00200080")).to.equal("63C0");
    expect(send("00B0820001")).to.equal("6982");
  });

  it("gives all tries back on success, and never on a change of application or a reset", () => {
    send("002000980431323335");
    send("002000980431323335");
    send(SELECT);
    rig.card.reset();
    send(SELECT);
    expect(send("00200098")).to.equal("63C1");
    expect(send("002000980431323334")).to.equal("9000");
    expect(send("00200098")).to.equal("63C3");
  });

  it("closes what was open when the secret is then presented wrongly", () => {
    send("002000980431323334");
    send("002000980431323335");
    expect(send("00B0820001")).to.equal("6982");
  });

  it("has secrets without limit (6300) and secrets that are blocked from issuance", () => {
    expect(send("00200093")).to.equal("6300");
    for (let i = 0; i < 20; i++) expect(send("002000930C000000000000000000000000")).to.equal("6300");
    expect(send("00200092")).to.equal("63C0");
    expect(send("002000920430303030")).to.equal("6984");
  });

  it("refuses to verify what is no secret, and what none can be, without a try", () => {
    expect(send("00200080")).to.equal("6986");
    expect(send("00200081")).to.equal("6981");
    expect(send("0020009D")).to.equal("6A88");
    expect(send("00200180")).to.equal("6A86");
    expect(send(`0020009811${"31".repeat(17)}`)).to.equal("6700");
    expect(send("00200098")).to.equal("63C3");
  });

  it("passes over an Le with a secret, which clients add that know one form of command only (00 20 00 80 00)", () => {
    expect(send("0020009800")).to.equal("63C3");
    expect(send("00200098043132333500")).to.equal("63C2");
    expect(send("00200098043132333400")).to.equal("9000");
    expect(send("00240198043536373800")).to.equal("9000");
    expect(send("002000980435363738")).to.equal("9000");
  });

  it("changes a secret after VERIFY only, in its own format only", () => {
    expect(send("002401980435363738")).to.equal("6982");
    send("002000980431323334");
    expect(send("0024019803353637")).to.equal("6700");
    expect(send("00240198043536373A")).to.equal("6A80");
    expect(send("002400980435363738")).to.equal("6A86");
    expect(send("803200980435363738")).to.equal("6985");
    expect(send("002401980435363738")).to.equal("9000");
    expect(send("002000980431323334")).to.equal("63C2");
    expect(send("002000980435363738")).to.equal("9000");
  });

  it("changes a secret by CHANGE KEY where the application has it so", () => {
    expect(send("0020009B06414243313233")).to.equal("9000");
    expect(send("0024019B06414243313239")).to.equal("6985");
    expect(send("8032009B06616263313239")).to.equal("6A80");
    expect(send("8032009B06414243444546")).to.equal("6A80");
    expect(send("8032009B105A5A5A5A5A5A5A5A5A5A5A5A5A5A5A39")).to.equal("9000");
    expect(send("0020009B105A5A5A5A5A5A5A5A5A5A5A5A5A5A5A39")).to.equal("9000");
  });

  it("takes the try before it compares: cutting the power anywhere in VERIFY gains nothing", () => {
    const left: string[] = [];
    for (let octet = 0; ; octet++) {
      rig = fileRig();
      send(SELECT);
      rig.nvm.device.tearAfter(octet);
      try {
        expect(send("002000980431323335")).to.equal("63C2");
        break;
      } catch (error) {
        expect(error).to.be.instanceOf(PowerLoss);
      }
      rig.card.powerOn();
      send(SELECT);
      left.push(send("00200098"));
    }
    // First nothing is written, then the try is gone, and never does it come back.
    expect(left.length).to.be.at.least(2);
    expect(left.join()).to.match(/^63C3(,63C3)*(,63C2)+$/);
    send(SELECT);
    expect(send("00200098")).to.equal("63C2");
  });

  it("takes the try even of the right secret first: a tear between shows it gone", () => {
    const left = new Set<string>();
    for (let octet = 0; ; octet++) {
      rig = fileRig();
      send(SELECT);
      rig.nvm.device.tearAfter(octet);
      try {
        expect(send("002000980431323334")).to.equal("9000");
        break;
      } catch (error) {
        expect(error).to.be.instanceOf(PowerLoss);
      }
      rig.card.powerOn();
      expect(send("00B0820001")).to.not.match(/9000$/);
      send(SELECT);
      left.add(send("00200098"));
    }
    expect([...left]).to.have.members(["63C3", "63C2"]);
  });

  it("draws challenges of 1 to 256 octets and refuses the extended form", () => {
    expect(send("0084000000")).to.have.length(2 * 258);
    expect(send("0084000008")).to.have.length(2 * 10);
    expect(send("0084000008")).to.not.equal(send("0084000008"));
    expect(send("00840000000008")).to.equal("6985");
    expect(send("00840000")).to.equal("6700");
    expect(send("0084010008")).to.equal("6A86");
  });

  it("gives the contact ATR by GET DATA and nothing else", () => {
    expect(send("00CA5F5100")).to.equal("E0009000");
    expect(send("00CA004500")).to.equal("6A88");
  });

  it("refuses what it does not know by instruction and by class", () => {
    expect(send("00FF000000")).to.equal("6D00");
    expect(send("80FF000000")).to.equal("6D00");
    expect(send("90B0000001")).to.equal("6E00");
    expect(send("10B0000001")).to.equal("6884");
    expect(send("08B0000001")).to.equal("69FC");
  });
});
