import { expect } from "chai";
import fc from "fast-check";
import { GP_COMMANDS } from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { APPLICATION, AREA, LOAD_FILE, loadSteps, runSteps, setAreaSteps } from "./area-steps.fixture.js";
import type { ChannelSetup } from "./domain-channel.js";
import { AREA_KEYS, SETTING_KEYS, sameKeys, TestCard } from "./gp-card.fixture.js";

const octet = fc.nat(255);
const AIDS = [ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID, AREA, LOAD_FILE, APPLICATION];

/** Data fields that are near to what the commands know: AIDs behind their length, tags, and anything. */
const field = fc.oneof(
  fc.constantFrom(...AIDS).map((aid) => [aid.length, ...aid]),
  fc.constantFrom(...AIDS).map((aid) => [0x4f, aid.length, ...aid]),
  fc.constantFrom([0], [3, 0x80, 0xc0, 0], [0xc4, 0x10], [0xc9, 0], [0xdf, 0x70, 0]),
  fc.array(octet, { maxLength: 20 }),
);

const command = fc
  .record({
    cla: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(0x80, 0x84, 0x00) }, { weight: 1, arbitrary: octet }),
    ins: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(0x70, 0xc0, ...GP_COMMANDS.map(({ ins }) => ins)) },
      { weight: 1, arbitrary: octet },
    ),
    p1: fc.oneof(fc.constantFrom(0x00, 0x02, 0x0c, 0x10, 0x20, 0x40, 0x80, 0xdf), octet),
    p2: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x71, 0x80, 0x81), octet),
    data: fc.array(field, { maxLength: 6 }).map((fields) => Uint8Array.from(fields.flat())),
    le: fc.option(fc.constantFrom(1, 256, 65536), { nil: undefined }),
  })
  .map(({ cla, ins, p1, p2, data, le }) => new CommandApdu(cla, ins, p1, p2, data, le));

const LEGACY_KEYS = sameKeys(new Uint8Array(16).fill(7), AREA_KEYS.version);
const CHANNELS: readonly (readonly [name: string, scp: ChannelSetup, areaKeys: ChannelKeys])[] = [
  ["SCP03", { i: 0x60, mode: "S8" }, AREA_KEYS],
  ["SCP02", { protocol: "SCP02", i: 0x15 }, LEGACY_KEYS],
];

for (const [name, scp, areaKeys] of CHANNELS) {
  describe(`any command to a security domain that speaks ${name}`, () => {
    let image: Uint8Array;
    const longest = scp.protocol === "SCP02" ? 256 : 65536;
    const fits = (le: number | undefined) => (le === undefined ? le : Math.min(le, longest));
    const options = { scp };

    before(async () => {
      const card = new TestCard(options);
      await runSteps(card, [...setAreaSteps(6000, AREA, areaKeys), ...loadSteps(new Uint8Array(60), 100, areaKeys)]);
      image = card.nvm.device.image.slice();
    });

    it("gets a well-formed answer and writes nothing without a channel", () => {
      const card = TestCard.reopen(image, options);
      const aid = fc.constantFrom(ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID, AREA);
      fc.assert(
        fc.property(aid, fc.array(command, { maxLength: 6 }), (domain, commands) => {
          card.select(domain);
          for (const each of commands) {
            const answer = card.send(each.encode());
            expect(answer.at(-2)! >> 4).to.be.oneOf([6, 9]);
          }
          expect(card.nvm.device.written).to.equal(0);
        }),
        { numRuns: 500 },
      );
    });

    it("gets a well-formed answer through a channel, and what is refused writes nothing", async () => {
      const domain = fc.constantFrom([REGIONAL_DOMAIN_AID, SETTING_KEYS] as const, [AREA, areaKeys] as const);
      await fc.assert(
        fc.asyncProperty(domain, fc.array(command, { maxLength: 6 }), async ([aid, keys], commands) => {
          const card = TestCard.reopen(image, options);
          const channel = await card.openAny(aid, keys);
          for (const each of commands) {
            const before = card.state();
            const plain = new CommandApdu(each.cla & 0x80, each.ins, each.p1, each.p2, each.data, fits(each.le));
            const { sw } = await channel.transmit(plain);
            expect(sw >> 12).to.be.oneOf([6, 9]);
            // A LOAD that is refused takes the load file away that its INSTALL announced: that is a change too.
            if (sw !== 0x9000 && each.ins !== 0xe8) expect(card.state(), `INS ${each.ins}`).to.equal(before);
          }
          expect(TestCard.reopen(card.nvm.device.image, options).state()).to.equal(card.state());
        }),
        { numRuns: 300 },
      );
    });
  });
}
