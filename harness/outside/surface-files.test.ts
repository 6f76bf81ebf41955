import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";
import { type TestCard, testCard } from "./test-card.fixture.js";

const TEXT = "D3921000310001010408";
const VISUAL = "D3921000310001010402";

/** One object as `openssl asn1parse` tells it. */
interface Asn1Line {
  readonly offset: number;
  readonly header: number;
  readonly length: number;
  readonly tag: string;
}

describe("the card's surface, read through pcscd and taken apart by programs that know nothing of us", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  let insertion: Insertion;
  let folder: string;
  let test: TestCard;

  before(async function () {
    requireTools(this, "opensc-tool", "openssl");
    folder = mkdtempSync("/tmp/madoguchi-surface-");
    test = await testCard("taro"); // before the stack: whatever fails here leaves nothing running
    stack = await PcscStack.start();
    insertion = insertCard(test.card, { port: stack.slots[0]!.port });
    await stack.card(0, "present");
  });
  after(async () => {
    await insertion?.remove();
    await stack?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  /** Sends APDUs with opensc-tool in one connection; the data of each answer that has some. */
  async function send(...apdus: readonly string[]): Promise<Buffer[]> {
    const args = ["-r", "0", ...apdus.flatMap((apdu) => ["-s", apdu])];
    const { code, stdout, stderr } = await stack.run("opensc-tool", args);
    expect(code, stderr).to.equal(0);
    const answers = stdout.split(/^Sending: .*$/m).slice(1);
    for (const answer of answers) expect(answer).to.contain("SW1=0x90, SW2=0x00");
    return answers.map((answer) => {
      const dump = answer
        .split("\n")
        .slice(2)
        .map((line) => line.slice(0, 48).replaceAll(" ", ""));
      return Buffer.from(dump.join(""), "hex");
    });
  }

  async function asn1(file: string): Promise<Asn1Line[]> {
    const { stdout } = await stack.run("openssl", ["asn1parse", "-inform", "der", "-in", file]);
    return [...stdout.matchAll(/^ *(\d+):d=\d+ +hl=(\d+) l= *(\d+) +\w+: +(.+?) *$/gm)].map((match) => ({
      offset: Number(match[1]),
      header: Number(match[2]),
      length: Number(match[3]),
      tag: match[4]!,
    }));
  }

  it("goes from the PIN to 個人番号 and from there to the face, as a counter terminal does", async () => {
    const [, , number] = await send(`00A4040C0A${TEXT}`, "002000910431333537", "00B0810011");
    const digits = number!.subarray(3, 15);
    expect(digits.toString("latin1")).to.equal(test.person.resident.individualNumber);

    const pieces = Array.from({ length: 32 }, (_, i) => `00B0${(256 * i).toString(16).padStart(4, "0")}00`);
    const open = [`00A4040C0A${VISUAL}`, `002000930C${digits.toString("hex")}`, "00A4020C020002"];
    const [, , , head] = await send(...open, pieces[0]!);
    const size = 5 + head!.readUInt16BE(3);
    const answers = await send(...open, ...pieces.slice(0, Math.ceil(size / 256)));
    const file = join(folder, "face.bin");
    writeFileSync(file, Buffer.concat(answers).subarray(0, size));

    const objects = await asn1(file);
    expect(objects.map(({ tag }) => tag)).to.deep.equal(
      [32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42].map((tag) => `priv [ ${tag} ]`),
    );
    const photo = objects[7]!;
    const start = photo.offset + photo.header;
    expect(
      Buffer.concat(answers)
        .subarray(start, start + photo.length)
        .equals(test.person.images.face),
    ).to.equal(true);
  });

  it("proves its presence with a signature that openssl verifies under the key in EF 0007", async () => {
    const challenge = join(folder, "challenge");
    writeFileSync(challenge, "counter 3, visitor 17");
    const { stdout } = await stack.run("openssl", ["dgst", "-sha256", "-binary", "-hex", challenge]);
    const digest = stdout.trim().split("= ").at(-1)!;
    const input = `3031300D060960864801650304020105000420${digest}`;
    const read = ["00A4020C020007", "00B0000000", "00B0010000", "00B0020000"];
    const pin = "002000910431333537";
    const [, , signature, , ...key] = await send(`00A4040C0A${TEXT}`, pin, `802A000033${input}00`, ...read);
    writeFileSync(join(folder, "signature"), signature!);
    // FF50 { DF51 { 90 exponent 91 modulus } … }: the modulus stands behind 5 + 5 + 5 + 4 octets
    const modulus = Buffer.concat(key).subarray(19, 275).toString("hex");
    const template = `asn1=SEQUENCE:k\n[k]\nn=INTEGER:0x${modulus}\ne=INTEGER:0x10001\n`;
    writeFileSync(join(folder, "key.cnf"), template);
    const der = join(folder, "key.der");
    await stack.run("openssl", ["asn1parse", "-genconf", join(folder, "key.cnf"), "-out", der]);
    const pem = join(folder, "key.pem");
    await stack.run("openssl", ["rsa", "-RSAPublicKey_in", "-inform", "der", "-in", der, "-pubout", "-out", pem]);
    const verified = await stack.run("openssl", [
      "dgst",
      "-sha256",
      "-verify",
      pem,
      "-signature",
      join(folder, "signature"),
      challenge,
    ]);
    expect(verified.stdout).to.contain("Verified OK");
  });
});
