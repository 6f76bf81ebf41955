import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { parse } from "yaml";
import { neededSpace, parsePackage, verifyPackage } from "#card/region/index.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

const DEFINITION = `municipality: "13101"
service: 4
version: 1.0.0
serviceKey: { version: 1, length: 16 }
pin: { tries: 3, minLength: 4, maxLength: 4 }
files:
  - { id: 1, records: 1, recordSize: 16, access: { read: system, update: never } }
  - { id: 2, records: 2, recordSize: 64, access: { read: pin, update: pin } }
`;

describe("madoguchi package", function () {
  this.timeout(60_000);
  let folder: string;
  const path = (name: string) => join(folder, name);
  const bytes = (name: string) => readFileSync(path(name));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "package", ...args], {
      encoding: "utf8",
      cwd: folder,
    });
    return { status, out: stdout, err: stderr, all: stdout + stderr };
  };
  const refused = (code: string, ...args: string[]) => {
    const { status, err, all } = run(...args);
    expect([status, err.includes(`✘ ${code}`)], all).to.deep.equal([1, true]);
    return all;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-package-"));
    for (const who of ["city", "maker"]) {
      const made = run("key", `${who}-key.pem`, `${who}.pem`);
      expect(made.status, made.all).to.equal(0);
      expect(made.all).not.to.include(String(bytes(`${who}-key.pem`)).split("\n")[1]);
    }
    writeFileSync(path("booking.yaml"), DEFINITION);
    expect(run("build", "booking.yaml", "--key", "maker-key.pem").all).to.include("F04D41444F2013101F04");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("makes a signing key for its owner alone that openssl knows, and writes over neither half of one", () => {
    if (process.platform !== "win32") expect(statSync(path("city-key.pem")).mode & 0o777).to.equal(0o600);
    const shown = execFileSync("openssl", ["pkey", "-in", path("city-key.pem"), "-pubout"], { encoding: "utf8" });
    expect(shown).to.equal(String(bytes("city.pem")));
    expect(shown).not.to.equal(String(bytes("maker.pem")));
    const before = bytes("city-key.pem");
    refused("package-file.in-the-way", "key", "city-key.pem", "third.pem");
    refused("package-file.in-the-way", "key", "third-key.pem", "city.pem");
    expect(bytes("city-key.pem").equals(before)).to.equal(true);
    expect(["third.pem", "third-key.pem"].filter((name) => existsSync(path(name)))).to.deep.equal([]);
  });

  it("builds from a description a package that verifies, and inspects it: files, rules, memory of each dialect, signature (R-EXT-06)", () => {
    const pkg = parsePackage(bytes("booking.cardapp"));
    verifyPackage(pkg, createPublicKey(String(bytes("maker.pem"))));
    // Not by our own verifier alone: the signature is the last 64 octets, over what stands before its tag.
    const { loadFile } = pkg;
    expect(verify(null, loadFile.subarray(0, -67), String(bytes("maker.pem")), loadFile.subarray(-64))).to.equal(true);
    const { status, out } = run("inspect", "booking.cardapp", "--signer", "maker.pem", "--json");
    const told = JSON.parse(out);
    expect(status).to.equal(0);
    expect(told).to.deep.include({
      aid: "F04D41444F2013101F04",
      municipality: "13101",
      signature: "ok",
      size: pkg.size,
    });
    expect(told.files).to.deep.equal(pkg.files);
    expect(told.needed).to.deep.equal({
      "gp-scp03": neededSpace(pkg, "gp-scp03"),
      "gp-scp02": neededSpace(pkg, "gp-scp02"),
      "iso-fs": neededSpace(pkg, "iso-fs"),
    });
    const unchecked = run("inspect", "booking.cardapp").out;
    expect(unchecked).to.include("not checked").and.to.include("2: 2 x 64 octets, read pin, update pin");
  });

  it("refuses a package of somebody else's key, one that is damaged, and what is none at all, with the file's name", () => {
    expect(refused("package.bad-signature", "inspect", "booking.cardapp", "--signer", "city.pem")).to.include(
      "file=booking.cardapp",
    );
    const whole = bytes("booking.cardapp");
    const corpus: readonly (readonly [string, string, Uint8Array])[] = [
      ["cut.cardapp", "package.malformed", whole.subarray(0, 40)],
      ["longer.cardapp", "package.malformed", Buffer.concat([whole, Buffer.from([0])])],
      ["empty.cardapp", "package.not-a-package", Buffer.alloc(0)],
      ["cap.cardapp", "package.not-a-package", Buffer.from("01000FDECAFFED", "hex")],
      [
        "later.cardapp",
        "package.unknown-format",
        Buffer.from(whole.toString("hex").replace("df010101", "df010102"), "hex"),
      ],
      [
        "tries.cardapp",
        "package.bad-field",
        Buffer.from(whole.toString("hex").replace("df0503030404", "df0503000404"), "hex"),
      ],
    ];
    for (const [name, code, octets] of corpus) {
      writeFileSync(path(name), octets);
      expect(refused(code, "inspect", name)).to.include(`file=${name}`);
    }
    refused("package-file.unreadable", "inspect", "nowhere.cardapp");
    refused("package-file.bad-key", "inspect", "booking.cardapp", "--signer", "city-key.pem");
  });

  it("tells every mistake of a description at its file, line and column, and writes nothing", () => {
    const wrong = DEFINITION.replace("tries: 3", "tries: 16").replace("read: pin", "read: anybody");
    writeFileSync(path("wrong.yaml"), `${wrong}colour: red\n`);
    const said = refused("package.bad-definition", "build", "wrong.yaml", "--key", "city-key.pem");
    expect(said)
      .to.match(/^wrong\.yaml:5:\d+: pin\.tries: /m)
      .and.to.match(/^wrong\.yaml:8:\d+: files\.1\.access\.read: /m)
      .and.to.match(/^wrong\.yaml:9:\d+: colour: /m);
    expect(readdirSync(folder).filter((name) => name.startsWith("wrong"))).to.deep.equal(["wrong.yaml"]);
  });

  it("never writes over a key or a description, nor reads a key that others can read", () => {
    const key = bytes("city-key.pem");
    refused("package-file.in-the-way", "build", "booking.yaml", "--key", "city-key.pem", "--out", "maker-key.pem");
    refused("package-file.in-the-way", "build", "booking.yaml", "--key", "city-key.pem", "--out", "city-key.pem");
    refused("package-file.in-the-way", "build", "booking.yaml", "--key", "city-key.pem", "--out", "booking.yaml");
    refused("package-file.not-written", "build", "booking.yaml", "--key", "city-key.pem", "--out", "no/where.cardapp");
    expect(bytes("city-key.pem").equals(key)).to.equal(true);
    refused("package-file.bad-key", "build", "booking.yaml", "--key", "city.pem");
    if (process.platform === "win32") return;
    writeFileSync(path("open-key.pem"), key);
    chmodSync(path("open-key.pem"), 0o640);
    const said = refused("package-file.exposed", "build", "booking.yaml", "--key", "open-key.pem");
    expect(said).not.to.include(String(key).split("\n")[1]);
  });

  it("signs what a developer delivered with the city's key, once the developer's own signature is right", () => {
    const args = ["--key", "city-key.pem", "--out", "ours.cardapp"];
    refused("package.bad-signature", "sign", "booking.cardapp", "--signer", "city.pem", ...args);
    expect(existsSync(path("ours.cardapp"))).to.equal(false);
    expect(run("sign", "booking.cardapp", "--signer", "maker.pem", ...args).status).to.equal(0);
    const [delivered, ours] = ["booking.cardapp", "ours.cardapp"].map(bytes) as [Buffer, Buffer];
    expect(ours.subarray(0, -64).equals(delivered.subarray(0, -64)), "only the signature is another").to.equal(true);
    expect(run("inspect", "ours.cardapp", "--signer", "city.pem").status).to.equal(0);
    refused(
      "package-file.in-the-way",
      "sign",
      "ours.cardapp",
      "--signer",
      "city.pem",
      "--key",
      "city-key.pem",
      "--out",
      "ours.cardapp",
    );
  });

  it("publishes the schema of descriptions, which takes and refuses what the command does", () => {
    const schema = JSON.parse(readFileSync(join(packageRoot, "docs/reference/package.schema.json"), "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(parse(DEFINITION)), JSON.stringify(validate.errors)).to.equal(true);
    for (const [from, to] of [
      ["tries: 3", "tries: 16"],
      ["recordSize: 64", "recordSize: 225"],
      ["read: pin", "read: anybody"],
      ['"13101"', '"131016"'],
      ["version: 1.0.0", "version: 1.0.0\ncolour: red"],
    ] as const) {
      expect(validate(parse(DEFINITION.replace(from, to))), to).to.equal(false);
    }
  });
});
