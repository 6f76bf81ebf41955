import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { compactVerify } from "jose";
import { refusal } from "#card/errors/refusal.fixture.js";
import { canonicalJson } from "../audit/canonical.js";
import { readTuningFile, type TuningFile, writeTuningFile } from "./tuning-file.js";

const MALFORMED = fileURLToPath(new URL("../../../daemon/tuning/malformed/", import.meta.url));

describe("A tuning file", () => {
  let key: KeyObject;
  let written: string;
  const content = {
    municipality: { code: "13101", name: "星見市" },
    ...{ version: 3, exportedAt: "2026-04-01T00:00:00.000Z" },
    set: { colours: { ground: "#eef4ff" } },
  };
  const own = async () => createPublicKey(key);
  const code = async (text: string, keyOf: (code: string) => Promise<KeyObject | undefined> = own) =>
    (await refusal(readTuningFile(text, keyOf))).code;
  /** The file with a change, whose digest was made to fit by whoever changed it. */
  const forged = (change: object): string => {
    const { sha256: _, signature, ...body } = { ...(JSON.parse(written) as TuningFile), ...change };
    const sha256 = createHash("sha256").update(canonicalJson(body)).digest("hex");
    return JSON.stringify({ ...body, sha256, signature });
  };

  before(async () => {
    key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    written = await writeTuningFile(content, key);
  });

  it("is read as it was written, and says whose it is and which version", async () => {
    expect(await readTuningFile(written, own)).to.deep.include(content);
    expect(await readTuningFile(`\uFEFF${written}`, own), "with the mark that editors put in front").to.deep.include(
      content,
    );
    // Reformatted by a program that keeps what it says.
    expect(await readTuningFile(JSON.stringify(JSON.parse(written)), own)).to.deep.include(content);
  });

  it("is signed over its digest so that any program of JOSE can check it (RFC 7515, PS256)", async () => {
    const { sha256, signature } = JSON.parse(written) as TuningFile;
    const { payload, protectedHeader } = await compactVerify(signature, createPublicKey(key));
    expect(Buffer.from(payload).toString()).to.equal(sha256);
    expect(protectedHeader).to.deep.equal({ alg: "PS256", typ: "madoguchi-tuning" });
  });

  it("is refused when anything of it was changed, its digest too, or another has signed it (R-TUNE-11)", async () => {
    const changes = [
      { set: { colours: { ground: "#000000" } } },
      { version: 4 },
      { municipality: { code: "13101", name: "月見町" } },
      { exportedAt: "2026-04-02T00:00:00.000Z" },
    ];
    for (const change of changes) {
      expect(await code(JSON.stringify({ ...JSON.parse(written), ...change })), "digest").to.equal(
        "tuning.file-altered",
      );
      expect(await code(forged(change)), "signature").to.equal("tuning.file-altered");
    }
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect(await code(await writeTuningFile(content, stranger))).to.equal("tuning.file-altered");
    for (const signature of [
      "",
      "a.b.c",
      "e30.e30.",
      `eyJhbGciOiJub25lIn0.${Buffer.from("x").toString("base64url")}.`,
    ]) {
      expect(await code(JSON.stringify({ ...JSON.parse(written), signature }))).to.equal("tuning.file-altered");
    }
  });

  it("of another municipality, whose key is not here, is judged by its digest", async () => {
    const unknown = async () => undefined;
    expect(await readTuningFile(written, unknown)).to.deep.include(content);
    expect(await code(written.replace("#eef4ff", "#000000"), unknown)).to.equal("tuning.file-altered");
  });

  const names = readdirSync(MALFORMED);
  it("has a corpus of files that are none", () => expect(names).to.have.length.above(15));
  for (const name of names) {
    const [what, expected] = name.split(".");
    it(`is refused as ${expected}: ${what}`, async () => {
      expect(await code(readFileSync(`${MALFORMED}${name}`, "utf8"))).to.equal(`tuning.${expected}`);
    });
  }

  it("cut at any place is refused with a code of ours", async () => {
    for (let end = 0; end < written.length - 2; end += 7) {
      expect(await code(written.slice(0, end)), String(end)).to.equal("tuning.file-malformed");
    }
  });
});
