import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { type Finished, PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";
import { type TestCard, testCard } from "./test-card.fixture.js";

const LIBRARIES = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
const MODULE = `${LIBRARIES}/opensc-pkcs11.so`;
const ENGINE = `${LIBRARIES}/engines-3/pkcs11.so`;
const AUTH_TOKEN = "pkcs11:token=JPKI%20%28User%20Authentication%20PIN%29";
const SIGN_TOKEN = "pkcs11:token=JPKI%20%28Digital%20Signature%20PIN%29";

/** Programs that use the card as a PKCS #11 token and know nothing of it but what OpenSC's module says. */
describe("programs that take the card for a PKCS #11 token, through OpenSC's module and pcscd", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  let insertion: Insertion;
  let folder: string;
  let test: TestCard;
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> =>
    stack.run(command, args, { cwd: folder, env: { ...process.env, ...env } });
  const ok = async (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const { code, stdout, stderr } = await run(command, args, env);
    expect(code, `${command} ${args.join(" ")}\n${stdout}${stderr}`).to.equal(0);
    return stdout + stderr;
  };
  /** Skips one test, and says in its title what is missing: the list at the end of `npm test` shows it. */
  const need = (context: Mocha.Context, ...programs: readonly string[]): void => {
    const missing = programs.filter((program) =>
      program.startsWith("/") ? !existsSync(program) : spawnSync(program, ["--version"]).error !== undefined,
    );
    if (missing.length === 0) return;
    context.test!.title += ` (SKIPPED: not installed: ${missing.join(" ")})`;
    context.skip();
  };
  const publicKey = async (): Promise<void> => {
    writeFileSync(join(folder, "auth.der"), test.person.jpki.auth.certificate);
    const pem = await ok("openssl", ["x509", "-inform", "DER", "-in", "auth.der", "-noout", "-pubkey"]);
    writeFileSync(join(folder, "auth.pub"), pem);
  };

  before(async function () {
    requireTools(this, "pkcs11-tool", "openssl", MODULE);
    folder = mkdtempSync("/tmp/madoguchi-pkcs11-");
    [stack, test] = await Promise.all([PcscStack.start(), testCard("hanako")]);
    insertion = insertCard(test.card, { port: stack.slots[0]!.port });
    await stack.card(0, "present");
    await publicKey();
    writeFileSync(join(folder, "text"), "what the counter signs");
  });
  after(async () => {
    await insertion?.remove();
    await stack?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it("gives ssh-keygen -D the public key of the authentication certificate", async function () {
    need(this, "ssh-keygen");
    const listed = await ok("ssh-keygen", ["-D", MODULE]);
    const converted = await ok("ssh-keygen", ["-i", "-m", "PKCS8", "-f", "auth.pub"]);
    expect(listed).to.include(converted.trim());
  });

  it("lets GnuTLS's p11tool list both tokens and sign with the authentication key", async function () {
    need(this, "p11tool");
    const tokens = await ok("p11tool", ["--provider", MODULE, "--list-tokens"]);
    for (const token of [AUTH_TOKEN, SIGN_TOKEN]) expect(tokens).to.include(token.slice("pkcs11:".length));
    const login = ["--provider", MODULE, "--login"];
    const { auth, sign } = test.person.pins;
    const key = `${AUTH_TOKEN};id=%01;type=private`;
    const signed = await ok("p11tool", [...login, "--test-sign", key], { GNUTLS_PIN: auth });
    expect(signed).to.match(/Signing using RSA-SHA256\.\.\. ok[\s\S]*against public key in the token\.\.\. ok/);
    const certificates = await ok("p11tool", [...login, "--list-all-certs", SIGN_TOKEN], { GNUTLS_PIN: sign! });
    expect(certificates).to.include("Digital Signature Certificate");
  });

  it("shows NSS's certutil its certificates and its key", async function () {
    need(this, "certutil", "modutil");
    await ok("certutil", ["-N", "-d", ".", "--empty-password"]);
    await ok("modutil", ["-dbdir", ".", "-add", "card", "-libfile", MODULE, "-force"]);
    writeFileSync(join(folder, "pin"), `${test.person.pins.auth}\n`);
    const token = ["-d", ".", "-h", "JPKI (User Authentication PIN)", "-f", "pin"];
    expect(await ok("certutil", ["-L", ...token])).to.match(/User Authentication Certificate +u,u,u/);
    expect(await ok("certutil", ["-K", ...token])).to.match(/rsa +01 +User Authentication Key/);
  });

  it("signs for openssl's pkcs11 engine", async function () {
    need(this, ENGINE);
    writeFileSync(
      join(folder, "engine.cnf"),
      `openssl_conf = init\n[init]\nengines = list\n[list]\npkcs11 = card\n[card]\nengine_id = pkcs11\n` +
        `dynamic_path = ${ENGINE}\nMODULE_PATH = ${MODULE}\nPIN = ${test.person.pins.auth}\n`,
    );
    const key = ["-engine", "pkcs11", "-keyform", "engine", "-sign", `${AUTH_TOKEN};id=%01;type=private`];
    await ok("openssl", ["dgst", "-sha256", ...key, "-out", "engine.sig", "text"], { OPENSSL_CONF: "engine.cnf" });
    const verify = ["dgst", "-sha256", "-verify", "auth.pub", "-signature", "engine.sig"];
    expect(await ok("openssl", [...verify, "text"])).to.include("Verified OK");
    expect((await run("openssl", [...verify, "auth.pub"])).code).to.not.equal(0);
  });

  it("signs a JAR for the JDK's jarsigner, which jarsigner then verifies", async function () {
    need(this, "keytool", "jarsigner", "jar");
    writeFileSync(join(folder, "p11.cfg"), `name=Card\nlibrary=${MODULE}\nslotListIndex=0\n`);
    const store = ["-keystore", "NONE", "-storetype", "PKCS11", "-storepass", test.person.pins.auth];
    const provider = ["-addprovider", "SunPKCS11", "-providerarg", "p11.cfg"];
    const alias = "User Authentication Certificate";
    expect(await ok("keytool", ["-list", ...store, ...provider])).to.include(`${alias}, PrivateKeyEntry`);
    await ok("jar", ["cf", "text.jar", "text"]);
    await ok("jarsigner", [...store, ...provider, "text.jar", alias]);
    expect(await ok("jarsigner", ["-verify", "text.jar"])).to.include("jar verified");
  });

  it("serves programs that run at the same time, each with its own key and PIN", async () => {
    const { auth, sign } = test.person.pins;
    const one = async (slot: string, pin: string, id: string, output: string) => {
      const how = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", id, "-i", "text", "-o", output];
      await ok("pkcs11-tool", ["--slot-index", slot, "--login", "--pin", pin, ...how]);
    };
    await Promise.all([1, 2].flatMap((i) => [one("0", auth, "01", `auth.${i}`), one("1", sign!, "02", `sign.${i}`)]));
    for (const signature of ["auth.1", "auth.2"]) {
      const verify = ["dgst", "-sha256", "-verify", "auth.pub", "-signature", signature, "text"];
      expect(await ok("openssl", verify)).to.include("Verified OK");
    }
  });
});
