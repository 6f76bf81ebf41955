import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { tlv } from "#card/iso7816/tlv.js";
import { readDefinition } from "./definition.js";
import { buildPackage, encodeContent } from "./encode.js";
import { looksLikePackage, parsePackage } from "./parse.js";
import { verifyPackage } from "./verify.js";

const DEFINITION = `# Library card of a test city
municipality: "13101"
service: 3
version: 1.2.0
serviceKey: { version: 1, length: 16 }
pin: { tries: 3, minLength: 4, maxLength: 4 }
files:
  - id: 1
    records: 2
    recordSize: 32
    access: { read: system, update: never }
  - id: 2
    records: 1
    recordSize: 64
    access: { read: pin, update: pin }
`;

const issuer = generateKeyPairSync("ed25519");
const build = () => buildPackage(readDefinition(DEFINITION, "library.yaml"), issuer.privateKey);

function codeOf(action: () => unknown): string {
  return errorOf(action)?.code ?? "no error";
}

function errorOf(action: () => unknown): MadoguchiError | undefined {
  try {
    action();
  } catch (error) {
    if (isMadoguchiError(error)) return error;
    throw error;
  }
  return undefined;
}

describe("the card-application package", () => {
  it("comes back from its octets field by field, under the AIDs of decision 0002", () => {
    const pkg = build();
    expect(toHex(pkg.aid)).to.equal("F04D41444F2013101F03");
    expect(toHex(pkg.loadFileAid)).to.equal("F04D41444F2113101F03");
    // state 5, keys 48, PIN 4, records 2 x (1 + 32) + (1 + 64)
    expect(pkg.size).to.equal(188);
    expect(parsePackage(pkg.loadFile)).to.deep.equal(pkg);
  });

  it("has the layout that format.ts writes down", () => {
    const { loadFile } = build();
    const expected =
      "FF4D 5A DF0101 01 4F0A F04D41444F2013101F03 C40A F04D41444F2113101F03 DF0205 3133313031 DF0305 312E322E30" +
      "DF0402 0110 DF0503 030404 E10C 800101 8103020020 820200FF E10C 800102 8103010040 82020101 DF0604 000000BC 5F3740";
    expect(toHex(loadFile.subarray(0, -64))).to.equal(toHex(fromHex(expected)));
  });

  it("verifies under its issuer's key and under no other", () => {
    const pkg = build();
    verifyPackage(pkg, issuer.publicKey);
    const other = generateKeyPairSync("ed25519").publicKey;
    expect(codeOf(() => verifyPackage(pkg, other))).to.equal("package.bad-signature");
    const rsa = createPublicKey(
      generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }),
    );
    expect(codeOf(() => verifyPackage(pkg, rsa))).to.equal("package.wrong-key-type");
  });

  it("refuses fields that say something else than the signed load file", () => {
    const pkg = build();
    const swapped = { ...pkg, aid: fromHex("F04D41444F2013101F04") };
    expect(codeOf(() => verifyPackage(swapped, issuer.publicKey))).to.equal("package.bad-signature");
  });

  it("keeps a Java Card CAP apart from a package", () => {
    expect(looksLikePackage(fromHex("01000FDECAFFED"))).to.equal(false);
    expect(codeOf(() => parsePackage(fromHex("01000FDECAFFED")))).to.equal("package.not-a-package");
    expect(codeOf(() => parsePackage(new Uint8Array(0)))).to.equal("package.not-a-package");
  });
});

describe("a damaged package", () => {
  const parts = () => {
    const { loadFile } = build();
    return { content: loadFile.subarray(0, -67), signature: loadFile.subarray(-67) };
  };
  const hexEdit = (from: string, to: string): Uint8Array => {
    const { content, signature } = parts();
    const text = toHex(content);
    expect(text).to.include(from);
    return concat(fromHex(text.replace(from, to)), signature);
  };
  const corpus: readonly (readonly [string, string, () => Uint8Array])[] = [
    ["of a later format", "package.unknown-format", () => hexEdit("DF010101", "DF010102")],
    ["without its signature", "package.malformed", () => parts().content],
    ["with octets behind the signature", "package.malformed", () => concat(build().loadFile, Uint8Array.of(0))],
    ["with an object behind the signature", "package.malformed", () => concat(build().loadFile, fromHex("800100"))],
    [
      "with a signature of 63 octets",
      "package.malformed",
      () => concat(parts().content, tlv(0x5f37, new Uint8Array(63))),
    ],
    ["with a length in more octets than needed", "package.malformed", () => hexEdit("FF4D5A", "FF4D815A")],
    ["with two fields exchanged", "package.malformed", () => hexEdit("DF0402", "DF0502")],
    ["with a letter in the municipality code", "package.bad-field", () => hexEdit("3133313031", "3133313041")],
    ["with a key length that AES does not have", "package.bad-field", () => hexEdit("DF04020110", "DF04020111")],
    ["with key version 0", "package.bad-field", () => hexEdit("DF04020110", "DF04020010")],
    ["with no tries", "package.bad-field", () => hexEdit("DF0503030404", "DF0503000404")],
    ["with 16 tries", "package.bad-field", () => hexEdit("DF0503030404", "DF0503100404")],
    ["with a shortest PIN above the longest", "package.bad-field", () => hexEdit("DF0503030404", "DF0503030604")],
    ["with the same file twice", "package.bad-field", () => hexEdit("800102", "800101")],
    ["with file 31", "package.bad-field", () => hexEdit("800102", "80011F")],
    ["with a record larger than one APDU carries", "package.bad-field", () => hexEdit("8103010040", "81030100E1")],
    ["with an unknown access rule", "package.bad-field", () => hexEdit("82020101", "82020102")],
    [
      "with a size that is not that of its files",
      "package.bad-field",
      () => hexEdit("DF0604000000BC", "DF0604000000BD"),
    ],
    ["with an AID of four octets", "package.malformed", () => hexEdit("4F0AF04D4144", "4F04F04D4144")],
  ];
  for (const [what, code, make] of corpus) {
    it(`${what} is refused as ${code}`, () => {
      expect(codeOf(() => parsePackage(make()))).to.equal(code);
    });
  }

  it("is refused wherever it is cut, and says where", () => {
    const { loadFile } = build();
    for (let length = 0; length < loadFile.length; length++) {
      const error = errorOf(() => parsePackage(loadFile.subarray(0, length)));
      expect(error?.code, `cut at ${length}`).to.match(/^package\.(malformed|not-a-package)$/);
      if (error?.code === "package.malformed") expect(error.details).to.have.property("offset");
    }
  });

  it("never passes with any one bit turned over, in its fields or its signature", () => {
    const pkg = build();
    for (let bit = 0; bit < pkg.loadFile.length * 8; bit++) {
      const damaged = pkg.loadFile.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const code = codeOf(() => verifyPackage({ ...pkg, loadFile: damaged }, issuer.publicKey));
      expect(code, `bit ${bit}`).to.match(/^package\./);
    }
  });

  it("is an error of its family for any octets at all behind the magic tag", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        expect(codeOf(() => parsePackage(concat(fromHex("FF4D"), tail)))).to.match(/^package\./);
      }),
    );
  });
});

describe("the definition of a card application", () => {
  const lineCase = (from: string, to: string) =>
    errorOf(() => readDefinition(DEFINITION.replace(from, to), "library.yaml"));

  it("survives the way into a package and back for any valid definition", () => {
    const file = fc.record({
      records: fc.integer({ min: 1, max: 254 }),
      recordSize: fc.integer({ min: 1, max: 224 }),
      access: fc.record({
        read: fc.constantFrom("system" as const, "pin" as const, "never" as const),
        update: fc.constantFrom("system" as const, "pin" as const, "never" as const),
      }),
    });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 30 }), (files) => {
        const definition = {
          ...readDefinition(DEFINITION, "library.yaml"),
          files: files.map((one, index) => ({ id: index + 1, ...one })),
        };
        const pkg = buildPackage(definition, issuer.privateKey);
        expect(parsePackage(pkg.loadFile).files).to.deep.equal(definition.files);
        expect(encodeContent(parsePackage(pkg.loadFile))).to.deep.equal(encodeContent(definition));
      }),
      { numRuns: 50 },
    );
  });

  it("names file, line and field of what is wrong", () => {
    expect(lineCase("recordSize: 64", "recordSize: 640")?.details).to.include({
      file: "library.yaml",
      line: 14,
      field: "files.1.recordSize",
    });
    expect(lineCase("tries: 3", "tries: three")?.details).to.include({ line: 6, field: "pin.tries" });
    expect(lineCase("read: pin", "read: everyone")?.details).to.include({ line: 15 });
    expect(lineCase('"13101"', '"131016"')?.details).to.include({ line: 2, field: "municipality" });
  });

  it("refuses unknown fields, missing AIDs and broken YAML with a line", () => {
    expect(lineCase("service: 3", "service: 3\ncolour: red")?.code).to.equal("package.bad-definition");
    expect(lineCase("service: 3\n", "")?.code).to.equal("package.bad-definition");
    expect(lineCase("files:", "files: [")?.code).to.equal("package.bad-definition");
    expect(errorOf(() => readDefinition("", "empty.yaml"))?.details).to.include({ file: "empty.yaml", line: 1 });
  });
});
