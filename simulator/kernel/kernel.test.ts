import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { status } from "#card/iso7816/response-apdu.js";
import { AID, fileRig, OTHER_AID } from "../files/rig.fixture.js";
import { PowerLoss } from "../nvm/power-loss.js";
import type { CardApplication } from "./application.js";
import { CardDirectory, fixedApplications } from "./card-directory.js";
import { Kernel } from "./kernel.js";

const SELECT = `00A4040C07${toHex(AID)}`;

/** A kernel around one application that does what a test says. */
function kernelWith(process: () => Uint8Array, onDefect?: (error: unknown) => void): Kernel {
  const application: CardApplication = {
    aid: AID,
    select: () => status(0x9000),
    process,
    deselect: () => undefined,
  };
  const kernel = new Kernel({
    atr: fromHex("3B00"),
    extendedLength: false,
    directory: new CardDirectory(() => application, [fixedApplications(application)]),
    start: () => undefined,
    ...(onDefect === undefined ? {} : { onDefect }),
  });
  kernel.powerOn();
  return kernel;
}

describe("the card's kernel", () => {
  it("gives the same ATR at power-on and reset, and answers nothing without power", () => {
    const { card } = fileRig();
    expect(toHex(card.powerOn())).to.equal("3BE000FF8131FE4514");
    expect(toHex(card.reset())).to.equal("3BE000FF8131FE4514");
    card.powerOff();
    expect(() => card.transmit(fromHex("00A40000"))).to.throw(PowerLoss);
  });

  it("answers 6700 to every malformed APDU", () => {
    const { send } = fileRig();
    for (const apdu of ["", "00", "00A404", "00A4040C0711", "00A4040C000002AA", "00B000000000"]) {
      expect(send(apdu), apdu).to.equal("6700");
    }
  });

  it("has the basic channel only", () => {
    const { send } = fileRig();
    for (const cla of ["01", "02", "03", "81", "83", "0D", "40", "4F", "C0"]) {
      expect(send(`${cla}B0000001`), cla).to.equal("6881");
    }
    for (const cla of ["20", "3C", "FF"]) expect(send(`${cla}B0000001`), cla).to.equal("6E00");
  });

  it("selects by full and partial name, and by P2 = 02 the next of the same beginning", () => {
    const { send, card } = fileRig();
    expect(send(SELECT)).to.equal("9000");
    expect(card.selected.aid).to.equal(AID);
    expect(send("00A4040206F00000000102")).to.equal("9000");
    expect(card.selected.aid).to.equal(OTHER_AID);
    expect(send("00A4040206F00000000102")).to.equal("6A82");
    expect(card.selected.aid).to.equal(OTHER_AID);
    expect(send("00A4040C06F00000000102")).to.equal("9000");
    expect(card.selected.aid).to.equal(AID);
    expect(send("00A4040C0BF000000001020300000000")).to.equal("6A82");
    expect(send("00A4040107F0000000010203")).to.equal("6A86");
    expect(send("00A40400")).to.equal("9000");
    expect(toHex(card.selected.aid)).to.equal("A000000151000000");
  });

  it("keeps rights and selection when a SELECT finds nothing, and drops them at one that does", () => {
    const { send } = fileRig();
    send(SELECT);
    send("002000980431323334");
    expect(send("00A4040C05D276000124")).to.equal("6A82");
    expect(send("00B0820006")).to.match(/9000$/);
    send(`00A4040C07${toHex(OTHER_AID)}`);
    send(SELECT);
    expect(send("00B0820006")).to.equal("6982");
  });

  it("leaves the selection as it was when the application found refuses to be selected", () => {
    const answer = (sw: number): CardApplication => ({
      aid: sw === 0x9000 ? AID : OTHER_AID,
      select: () => status(sw),
      process: () => status(sw),
      deselect: () => undefined,
    });
    const [willing, refusing] = [answer(0x9000), answer(0x6985)];
    const card = new Kernel({
      atr: fromHex("3B00"),
      extendedLength: true,
      directory: new CardDirectory(() => willing, [fixedApplications(refusing)]),
      start: () => undefined,
    });
    card.powerOn();
    expect(toHex(card.transmit(fromHex(`00A4040C07${toHex(OTHER_AID)}`)))).to.equal("6985");
    expect(card.selected).to.equal(willing);
  });

  it("answers SELECT MF as the measured card does", () => {
    const { send, card } = fileRig();
    expect(send("00A40000")).to.equal("6A86");
    expect(send("00A40000023F00")).to.equal("6A86");
    send(SELECT);
    expect(send("00A40000")).to.equal("9000");
    expect(send("00A4000C")).to.equal("9000");
    expect(card.selected.aid).to.equal(AID);
    expect(send("00A40000023F00")).to.equal("6A82");
    expect(card.selected.aid).to.equal(AID);
  });

  it("lets no exception out but the loss of power, and tells of the defect behind 6F00", () => {
    const defects: unknown[] = [];
    const broken = kernelWith(
      () => {
        throw new RangeError("defect");
      },
      (error) => defects.push(error),
    );
    expect(toHex(broken.transmit(fromHex("00B0000001")))).to.equal("6F00");
    expect(defects).to.have.length(1);
    const silent = kernelWith(() => new Uint8Array(1));
    expect(toHex(silent.transmit(fromHex("00B0000001")))).to.equal("6F00");
    const torn = kernelWith(() => {
      throw new PowerLoss();
    });
    expect(() => torn.transmit(fromHex("00B0000001"))).to.throw(PowerLoss);
    expect(() => torn.transmit(fromHex("00A4040007"))).to.throw(PowerLoss);
    torn.powerOn();
    expect(toHex(torn.transmit(fromHex("00A4040000")))).to.equal("9000");
  });

  it("refuses extended length on a card without it", () => {
    const card = kernelWith(() => status(0x9000));
    expect(toHex(card.transmit(fromHex("00B00000000000")))).to.equal("6700");
    expect(toHex(card.transmit(fromHex("00B0000000")))).to.equal("9000");
  });

  it("refuses more data than the card takes", () => {
    const { card } = fileRig();
    expect(toHex(card.transmit(fromHex(`00A4040C000101${"00".repeat(257)}`)))).to.equal("6A82");
    expect(toHex(card.transmit(fromHex(`00A4040C000401${"00".repeat(1025)}`)))).to.equal("6700");
  });

  it("shows its observer every exchange, those without an answer too", () => {
    const { card, nvm } = fileRig();
    const seen: (string | undefined)[] = [];
    card.observer = (command, response) => seen.push(toHex(command), response && toHex(response));
    card.transmit(fromHex(SELECT));
    nvm.device.tearAfter(3);
    expect(() => card.transmit(fromHex("002000980431323335"))).to.throw(PowerLoss);
    expect(seen).to.deep.equal([SELECT, "9000", "002000980431323335", undefined]);
  });

  it("survives any octets: a well-formed answer, and NVM untouched by whoever knows no secret", () => {
    const header = fc.tuple(
      fc.constantFrom(0x00, 0x80, 0x84, 0x08, 0x0c, 0x10),
      fc.constantFrom(0x20, 0x24, 0x2a, 0x32, 0x84, 0x88, 0xa4, 0xae, 0xb0, 0xb2, 0xca, 0xd0, 0xd6, 0xe0),
      fc.nat(255),
      fc.nat(255),
    );
    const near = fc.tuple(header, fc.uint8Array({ maxLength: 24 })).map(([h, rest]) => Uint8Array.of(...h, ...rest));
    const any = fc.oneof(near, fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), fc.boolean(), (commands, inside) => {
        const { card, nvm, send } = fileRig();
        if (inside) send(SELECT);
        // Only VERIFY may write here, and all it may write is a counter that falls.
        const contents = (): string => [1, 2, 3, 9, 0x17].map((id) => toHex(nvm.get(9, id) ?? Uint8Array.of())).join();
        const before = contents();
        const used = nvm.used;
        for (const command of commands) {
          const image = nvm.device.image.slice();
          const response = card.transmit(command);
          expect(response.length).to.be.at.least(2);
          expect((response.at(-2)! & 0xf0) === 0x60 || response.at(-2) === 0x90).to.equal(true);
          if (command[1] !== 0x20) expect(nvm.device.image).to.deep.equal(image);
        }
        expect(contents()).to.equal(before);
        expect(nvm.used).to.equal(used);
        expect(nvm.get(9, 0x18)![0]).to.be.at.most(3);
      }),
      { numRuns: 1000 },
    );
  });
});
