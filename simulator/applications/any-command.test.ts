import { createPublicKey } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { TextSession } from "#card/myna/text-session.js";
import { seededRandom } from "#card/ports/random.js";
import { type IssuedApplication, issueApplication } from "./issued-application.fixture.js";
import { issueText, TextApplication } from "./text-input/text-application.js";
import { issueVisual, visualApplication } from "./visual/visual-application.js";

const octet = fc.nat(255);
/** Commands that are near to what the applications know, in every length form. */
const command = fc
  .record({
    cla: fc.oneof(fc.constantFrom(0x00, 0x80, 0x08, 0x0c), octet),
    ins: fc.oneof(fc.constantFrom(0x20, 0x24, 0x2a, 0x84, 0xa4, 0xae, 0xb0, 0xb2, 0xca), octet),
    p1: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x04, 0x81, 0x95), octet),
    p2: fc.oneof(fc.constantFrom(0x00, 0x0c, 0x80, 0x91, 0x93, 0x94), octet),
    data: fc.oneof(fc.uint8Array({ maxLength: 24 }), fc.uint8Array({ minLength: 250, maxLength: 300 })),
    le: fc.option(fc.oneof(fc.integer({ min: 1, max: 256 }), fc.constant(65_536)), { nil: undefined }),
  })
  .map(({ cla, ins, p1, p2, data, le }) => new CommandApdu(cla, ins, p1, p2, data, le));

describe("any command at all", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys

  const applications: readonly [string, () => Promise<IssuedApplication>][] = [
    ["券面事項確認AP", () => issueApplication("john", issueVisual, visualApplication)],
    ["券面事項入力補助AP", () => issueApplication("john", issueText, (parts) => new TextApplication(parts))],
  ];
  for (const [name, make] of applications) {
    it(`gets a well-formed status word from ${name} and opens no protected file`, async () => {
      const card = await make();
      const secrets = [card.card.resident.individualNumber, card.card.resident.name].map((text) => Buffer.from(text));
      fc.assert(
        fc.property(fc.array(command, { minLength: 1, maxLength: 8 }), (commands) => {
          for (const each of commands) {
            const { sw, data } = card.exchange(each);
            expect(sw >> 12).to.be.oneOf([6, 9]);
            for (const secret of secrets) expect(Buffer.from(data).includes(secret)).to.equal(false);
          }
        }),
        { numRuns: 400 },
      );
    });
  }

  it("gets one from inside a session of secure messaging too", async () => {
    const card = await issueApplication("john", issueText, (parts) => new TextApplication(parts));
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 4 }), (commands) => {
        card.application.deselect();
        if (card.send("002000910433343536") !== "9000") return; // the commands themselves may have blocked the PIN
        const key = createPublicKey(card.card.text.sessionKey);
        expect(card.exchange(TextSession.open(key, seededRandom("any")).command).sw).to.equal(0x9000);
        for (const { ins, p1, p2, data, le } of commands) {
          expect(card.exchange(new CommandApdu(0x08, ins, p1, p2, data, le)).sw >> 12).to.be.oneOf([6, 9]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
