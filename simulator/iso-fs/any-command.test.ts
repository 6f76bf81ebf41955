import { expect } from "chai";
import fc from "fast-check";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { directoryOf, encodeDirectory, encodeRecordFile } from "#card/region/iso-fs/control-parameters.js";
import { definition } from "../applications/card-app/rig.fixture.js";
import { LOAD, PERSONALISE, runSteps, SET_AREA } from "./area-steps.fixture.js";
import { areaKeys, FsCard, settingKeys } from "./fs-card.fixture.js";

const octet = fc.nat(255);
const INSTRUCTIONS = [0x04, 0x22, 0x44, 0x82, 0x84, 0xa4, 0xb0, 0xc0, 0xca, 0xda, 0xdc, 0xe0, 0xe4];

/** Control parameters with an octet changed, and data fields that are near to what the commands know. */
const parameters = fc
  .tuple(
    fc.constantFrom(
      encodeDirectory(directoryOf(definition(2), 0x4d02)),
      ...definition(1).files.map((file) => encodeRecordFile({ ...file, id: file.id + 8 })),
    ),
    fc.nat(120),
    octet,
    fc.boolean(),
  )
  .map(([octets, at, value, whole]) => (whole ? octets : octets.with(at % octets.length, value)));
const field = fc.oneof(
  { weight: 3, arbitrary: parameters },
  fc
    .constantFrom([0x4d, 0x01], [0x4d, 0x02], [0x83, 2, 2, 4], [0x83, 2, 1, 4], [0])
    .map((octets) => Uint8Array.from(octets)),
  fc.uint8Array({ maxLength: 90 }),
);

const command = fc
  .record({
    cla: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0x00, 0x0c, 0x80) }, { weight: 1, arbitrary: octet }),
    ins: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...INSTRUCTIONS) }, { weight: 1, arbitrary: octet }),
    p1: fc.oneof(fc.constantFrom(0x00, 0x01, 0x8f, 0xc1, 0xdf), octet),
    p2: fc.oneof(fc.constantFrom(0x00, 0x01, 0x03, 0x04, 0x0c, 0x70, 0x74, 0xa4), octet),
    data: field,
    le: fc.option(fc.constantFrom(16, 72, 256, 65_536), { nil: undefined }),
  })
  .map(({ cla, ins, p1, p2, data, le }) => new CommandApdu(cla, ins, p1, p2, data, le));

describe("any command to a native file system", () => {
  let image: Uint8Array;
  before(async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD, ...PERSONALISE.slice(0, -1)]);
    image = card.nvm.device.image.slice();
  });

  it("gets a well-formed answer and writes nothing without a session", () => {
    const card = new FsCard({ image });
    const name = fc.constantFrom("F04D41444F0001", "F04D41444F4D46", "F04D41444F2013101F01");
    fc.assert(
      fc.property(name, fc.array(command, { maxLength: 6 }), (aid, commands) => {
        card.hex(`00A4040C${(aid.length / 2).toString(16).padStart(2, "0")}${aid}`);
        for (const each of commands) {
          const answer = card.send(each.encode());
          expect(answer.at(-2)! >> 4).to.be.oneOf([6, 9]);
        }
        expect(card.nvm.device.written).to.equal(0);
      }),
      { numRuns: 500 },
    );
  });

  it("gets a well-formed answer in a session, and what is refused writes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(command, { maxLength: 8 }), async (set, commands) => {
        const card = set ? new FsCard({ image }) : new FsCard();
        const session = set ? await card.open("area", areaKeys()) : await card.open("setting", settingKeys());
        for (const each of commands) {
          const before = card.state();
          const plain = new CommandApdu(0x00, each.ins, each.p1, each.p2, each.data, each.le);
          const { sw } = await session.transmit(plain);
          expect(sw >> 12).to.be.oneOf([6, 9]);
          if (sw !== 0x9000) expect(card.state(), `INS ${each.ins}`).to.equal(before);
        }
        expect(new FsCard({ image: card.nvm.device.image }).state()).to.equal(card.state());
      }),
      { numRuns: 250 },
    );
  });
});
