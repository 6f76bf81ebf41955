import { expect } from "chai";
import { octetCanary, scanOctets, textCanary } from "./canary.js";

const KEY = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 0xff);
const NAME = "金糸雀 検査";

describe("The canary scan", () => {
  const key = octetCanary("key", KEY);
  const name = textCanary("name", NAME);
  const finds = (text: Buffer | string) =>
    scanOctets(Buffer.from(text as string), "here", [key, name]).map(({ canary }) => canary);

  for (const [what, text] of [
    ["octets", Buffer.concat([Buffer.from("xx"), KEY, Buffer.from("y")])],
    ["hexadecimal in capitals", `k=${Buffer.from(KEY).toString("hex").toUpperCase()}.`],
    ["hexadecimal in small letters", Buffer.from(KEY).toString("hex")],
    ["hexadecimal in UTF-16", Buffer.from(Buffer.from(KEY).toString("hex"), "utf16le")],
    ...[0, 1, 2].map(
      (n) =>
        [
          `base64 behind ${n} octets`,
          Buffer.concat([Buffer.alloc(n, 7), KEY, Buffer.alloc(5, 9)]).toString("base64"),
        ] as const,
    ),
    ...[0, 1, 2].map(
      (n) =>
        [
          `base64url behind ${n} octets`,
          Buffer.concat([Buffer.alloc(n, 7), KEY, Buffer.alloc(5, 9)]).toString("base64url"),
        ] as const,
    ),
  ] as const) {
    it(`finds a key as ${what}`, () => expect(finds(text as Buffer)).to.include("key"));
  }

  for (const [what, text] of [
    ["UTF-8", NAME],
    ["UTF-16 of either order", Buffer.from(NAME, "utf16le").swap16()],
    ["JSON with escapes", '"\\u91d1\\u7cf8\\u96c0 \\u691c\\u67fb"'],
    ["hexadecimal", Buffer.from(NAME).toString("hex")],
    ["base64", Buffer.from(`{"name":"${NAME}"}`).toString("base64")],
  ] as const) {
    it(`finds a name as ${what}`, () => expect(finds(text as Buffer)).to.include("name"));
  }

  it("finds nothing where nothing is", () => expect(finds("x".repeat(10_000))).to.deep.equal([]));
});
