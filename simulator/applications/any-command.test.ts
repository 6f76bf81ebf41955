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

  it("gets one from inside a session of secure messaging too, well protected or not", async () => {
    const card = await issueApplication("john", issueText, (parts) => new TextApplication(parts));
    const key = createPublicKey(card.card.text.sessionKey);
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.nat(5)), { minLength: 1, maxLength: 6 }), (commands) => {
        card.application.deselect();
        expect(card.send("002000910433343536")).to.equal("9000");
        const { command: setKey, session } = TextSession.open(key, seededRandom("any"));
        expect(card.exchange(setKey).sw).to.equal(0x9000);
        for (const [{ ins: anyIns, p1, p2, data, le }, chance] of commands) {
          const ins = [0x20, 0x24, 0xa4, 0xb0, 0xb0][chance] ?? anyIns;
          // The PIN must stay as it is for the next round: neither VERIFY nor CHANGE reaches it.
          const reference = ins === 0x20 || ins === 0x24 ? 0x95 : p2;
          const asked = ins === 0xb0 ? (le ?? 256) : undefined;
          const bare = new CommandApdu(0x08, ins, p1, reference, ins === 0xb0 ? undefined : data, asked);
          const { sw } = card.exchange(chance === 5 ? bare : session.protect(bare));
          expect(sw >> 12).to.be.oneOf([6, 9]);
          if (![0x6882, 0x6987, 0x6988, 0x69fc].includes(sw)) accepted++;
        }
      }),
      { numRuns: 150 },
    );
    expect(accepted).to.be.greaterThan(100);
  });
});
