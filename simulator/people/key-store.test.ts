import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { KeyStore } from "./key-store.js";

describe("the store of test keys", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/madoguchi-keys-`);
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("gives the same key again, to a second store too, in a file for its owner only", async () => {
    const first = await new KeyStore(`${folder}/deep/er`).privateKey("hanako-auth");
    const second = await new KeyStore(`${folder}/deep/er`).privateKey("hanako-auth");
    expect(second.equals(first)).to.equal(true);
    expect(first.asymmetricKeyDetails).to.include({ modulusLength: 2048, publicExponent: 65537n });
    expect((await stat(`${folder}/deep/er/hanako-auth.pem`)).mode & 0o777).to.equal(0o600);
    expect((await stat(`${folder}/deep/er`)).mode & 0o777).to.equal(0o700);
  });

  it("lets processes that make a key at once end with one key, and leaves no draft behind", async () => {
    const worker = fileURLToPath(new URL("./key-store.fixture.js", import.meta.url));
    const keys = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = fork(worker, [folder, "shared"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
        const [[message]] = await Promise.all([once(child, "message"), once(child, "exit")]);
        return message as string;
      }),
    );
    expect(new Set(keys).size).to.equal(1);
    expect(await readdir(folder)).to.deep.equal(["shared.pem"]);
  });

  it("refuses a file that is no such key, names it, and keeps its content out of the message", async () => {
    await writeFile(`${folder}/broken.pem`, "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n");
    let failure: unknown;
    await new KeyStore(folder).privateKey("broken").catch((error: unknown) => {
      failure = error;
    });
    expect(String(failure)).to.contain("people.bad-key").and.contain("broken.pem").and.not.contain("SECRET");
    expect(await readFile(`${folder}/broken.pem`, "utf8")).to.contain("SECRET");
  });
});
