import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { charsets, decode, encode } from "./charset.js";
import { LAYOUTS } from "./layout.js";
import { checksum, fieldOf, readMessage, writeMessage } from "./message.js";

/** Characters whose second octet is that of the vertical bar, a backslash or a letter; IBM's and NEC's; half-width kana. */
const HARD = "ポソ能表十予暴髙﨑①㈱ｶﾅ～－∥―纊";

describe("The characters of SIP2 (R-IF-02)", () => {
  it("are those of code page 932 as iconv has them, to the octet", function () {
    const ours = Buffer.concat([encode(HARD, "cp932")]);
    const { status, stdout } = spawnSync("iconv", ["-f", "UTF-8", "-t", "CP932"], { input: HARD });
    if (status !== 0) {
      this.test!.title += " (SKIPPED: not installed: iconv)";
      this.skip();
    }
    expect(ours.toString("hex")).to.equal(stdout.toString("hex"));
    expect(decode(ours, "cp932")).to.equal(HARD);
  });

  it("that the code page does not have become a geta mark, and what other systems write for its dashes and wave is taken", () => {
    expect(decode(encode("𠮷野", "cp932"), "cp932")).to.equal("〓野");
    expect(decode(encode("〜−", "cp932"), "cp932")).to.equal("～－");
  });

  for (const charset of charsets) {
    it(`hold the fields together in ${charset}: no octet of a character is read as the bar between two fields`, () => {
      const line = writeMessage(
        "10",
        FIXED,
        [
          ["AJ", HARD],
          ["AB", "B-1"],
        ],
        "3",
        charset,
      );
      const back = readMessage(decode(encode(line, charset), charset), charset);
      expect(fieldOf(back, "AJ")).to.equal(HARD);
      expect(fieldOf(back, "AB")).to.equal("B-1");
    });

    it(`whatever comes in ${charset} is a message or is refused by its code, and nothing else is thrown`, () => {
      const codes = Object.keys(LAYOUTS);
      const line = fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 80 }),
        fc
          .tuple(fc.constantFrom(...codes), fc.string({ unit: "binary", maxLength: 120 }))
          .map((parts) => parts.join("")),
        fc.uint8Array({ maxLength: 120 }).map((octets) => decode(octets, charset)),
      );
      const sealed = fc.tuple(line, fc.boolean()).map(([text, seal]) => {
        const open = `${text}|AY1AZ`;
        return seal ? open + checksum(open, charset) : text;
      });
      fc.assert(
        fc.property(sealed, (text) => {
          try {
            readMessage(text, charset);
          } catch (error) {
            expect(isMadoguchiError(error, "library-line.bad-message"), String(error)).to.equal(true);
          }
        }),
        { numRuns: 2_000, seed: 932 },
      );
    });
  }
});

const FIXED = { ok: "1", resensitize: "Y", magneticMedia: "N", alert: "N", date: "20260405    233000" };
