import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { type Finished, PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";
import { type TestCard, testCard } from "./test-card.fixture.js";

/** Certificates by the id under which OpenSC's JPKI driver lists them. */
const CERTIFICATES = { auth: "1", sign: "2", authCa: "3", signCa: "4" } as const;

const pem = (der: Uint8Array) =>
  Buffer.from(der)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n");

describe("OpenSC, an outside client, on the virtual card through pcscd", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  let insertion: Insertion;
  let folder: string;
  let test: TestCard;
  const run = (command: string, ...args: string[]): Promise<Finished> => stack.run(command, args, { cwd: folder });
  const ok = async (command: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(command, ...args);
    expect(code, `${command} ${args.join(" ")}\n${stdout}${stderr}`).to.equal(0);
    return stdout + stderr;
  };

  before(async function () {
    requireTools(this, "opensc-tool", "pkcs15-tool", "pkcs11-tool", "openssl");
    folder = mkdtempSync("/tmp/madoguchi-opensc-");
    [stack, test] = await Promise.all([PcscStack.start(), testCard("hanako")]);
  });
  beforeEach(async () => {
    test = await testCard("hanako");
    insertion = insertCard(test.card, { port: stack.slots[0]!.port });
    await stack.card(0, "present");
  });
  afterEach(async () => {
    await insertion?.remove();
    await stack?.card(0, "absent");
  });
  after(async () => {
    await stack?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it("sees the card and its ATR, and takes it for a JPKI card", async () => {
    expect(await ok("opensc-tool", "-l")).to.match(/^0 +Yes +Virtual PCD 00 00$/m);
    const atr = (await ok("opensc-tool", "-r", "0", "-a")).trim().replaceAll(":", "").toUpperCase();
    expect(atr).to.equal(toHex(test.card.atr));
    expect(await ok("opensc-tool", "-r", "0", "-n")).to.match(/^jpki$/m);
  });

  it("lists the PINs with their tries, the keys and the certificates", async () => {
    const listing = await ok("pkcs15-tool", "--reader", "0", "-D");
    expect(listing).to.match(/PIN \[User Authentication PIN\][\s\S]*?Tries left +: 3/);
    expect(listing).to.match(/PIN \[Digital Signature PIN\][\s\S]*?Tries left +: 5/);
    expect(listing.match(/^Private RSA Key \[/gm)).to.have.lengthOf(2);
    expect(listing.match(/^X\.509 Certificate \[/gm)).to.have.lengthOf(4);
  });

  it("reads the certificates that are free to read, octet for octet", async () => {
    const { jpki } = test.person;
    for (const [id, der] of [
      [CERTIFICATES.auth, jpki.auth.certificate],
      [CERTIFICATES.authCa, jpki.authCa],
      [CERTIFICATES.signCa, jpki.signCa],
    ] as const) {
      expect(await ok("pkcs15-tool", "--reader", "0", "--read-certificate", id)).to.include(pem(der));
    }
  });

  it("reads the signature certificate only with its password", async () => {
    const read = ["--reader", "0", "--read-certificate", CERTIFICATES.sign];
    expect((await run("pkcs15-tool", ...read)).code).to.not.equal(0);
    const opened = await ok("pkcs15-tool", ...read, "--verify-pin", "--auth-id", "02", "--pin", test.person.pins.sign!);
    expect(opened).to.include(pem(test.person.jpki.sign!.certificate));
  });

  it("verifies the PIN; a wrong one costs a try, a right one gives all tries back", async () => {
    const verify = (pin: string) =>
      run("pkcs15-tool", "--reader", "0", "--verify-pin", "--auth-id", "01", "--pin", pin);
    const tries = async () =>
      /User Authentication PIN[\s\S]*?Tries left +: (\d)/.exec(await ok("pkcs15-tool", "--reader", "0", "-D"))?.[1];
    expect((await verify("9999")).code).to.not.equal(0);
    expect(await tries()).to.equal("2");
    expect((await verify(test.person.pins.auth)).code).to.equal(0);
    expect(await tries()).to.equal("3");
  });

  it("blocks a PIN after three wrong ones, and is a JPKI card to OpenSC all the same", async () => {
    const verify = (pin: string) =>
      run("pkcs15-tool", "--reader", "0", "--verify-pin", "--auth-id", "01", "--pin", pin);
    for (let i = 0; i < 3; i++) expect((await verify("0000")).stderr).to.include("PIN code or key incorrect");
    expect((await verify(test.person.pins.auth)).stderr).to.include("Reference data not usable");
    const listing = await ok("pkcs15-tool", "--reader", "0", "-D");
    expect(listing).to.match(
      /User Authentication PIN[\s\S]*?Tries left +: 0[\s\S]*?Digital Signature PIN[\s\S]*?Tries left +: 5/,
    );
    const read = ["--reader", "0", "--read-certificate", CERTIFICATES.sign, "--verify-pin", "--auth-id", "02"];
    expect(await ok("pkcs15-tool", ...read, "--pin", test.person.pins.sign!)).to.include("BEGIN CERTIFICATE");
  });

  for (const profile of profileNames()) {
    it(`takes the ${profile} card for a JPKI card, on a contact and on a contactless reader`, async () => {
      await insertion.remove();
      await stack.card(0, "absent");
      const cards = await Promise.all([false, true].map((contactless) => testCard("hanako", profile, { contactless })));
      insertion = insertCard(cards[0]!.card, { port: stack.slots[0]!.port });
      const contactless = insertCard(cards[1]!.card, { port: stack.slots[1]!.port });
      try {
        await Promise.all([stack.card(0, "present"), stack.card(1, "present")]);
        for (const [reader, { card }] of cards.entries()) {
          const atr = (await ok("opensc-tool", "-r", String(reader), "-a")).trim().replaceAll(":", "").toUpperCase();
          expect(atr).to.equal(toHex(card.atr));
          expect(await ok("opensc-tool", "-r", String(reader), "-n")).to.match(/^jpki$/m);
          const read = ["--reader", String(reader), "--read-certificate"];
          const { auth, sign } = test.person.jpki;
          const pin = ["--verify-pin", "--auth-id", "02", "--pin", test.person.pins.sign!];
          // A Juki card has no certificate for user authentication.
          const [certificate, printed] =
            findProfile(profile).kind === "juki"
              ? [sign!.certificate, await ok("pkcs15-tool", ...read, CERTIFICATES.sign, ...pin)]
              : [auth.certificate, await ok("pkcs15-tool", ...read, CERTIFICATES.auth)];
          expect(printed).to.include(pem(certificate));
        }
      } finally {
        await contactless.remove();
        await stack.card(1, "absent");
      }
    });
  }

  for (const key of ["auth", "sign"] as const) {
    it(`signs with the ${key} key what openssl then verifies with its certificate`, async () => {
      const slot = key === "auth" ? "0" : "1";
      const id = key === "auth" ? "01" : "02";
      writeFileSync(join(folder, "text"), `the ${key} key signs this`);
      writeFileSync(join(folder, "certificate.der"), test.person.jpki[key]!.certificate);
      const login = ["--slot-index", slot, "--login", "--pin", test.person.pins[key]!];
      const what = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", id, "-i", "text", "-o", "signature"];
      await ok("pkcs11-tool", ...login, ...what);
      const publicKey = await ok("openssl", "x509", "-inform", "DER", "-in", "certificate.der", "-noout", "-pubkey");
      writeFileSync(join(folder, "public.pem"), publicKey);
      const verify = ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature"];
      expect(await ok("openssl", ...verify, "text")).to.include("Verified OK");
      writeFileSync(join(folder, "text"), "something else");
      expect((await run("openssl", ...verify, "text")).code).to.not.equal(0);
      expect(readFileSync(join(folder, "signature"))).to.have.lengthOf(256);
    });
  }

  it("finds nothing wrong in its own PKCS #11 test", async () => {
    const report = await ok("pkcs11-tool", "--test", "--slot-index", "0", "--login", "--pin", test.person.pins.auth);
    expect(report).to.include("No errors");
  });
});
