import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MODULES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib64/softhsm/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

export const TOKEN_PIN = "8642-CANARY-PIN";

/** Whether this machine has SoftHSM2, a PKCS #11 token in software. */
export const softHsm = (): string | undefined =>
  spawnSync("softhsm2-util", ["--version"]).status === 0 ? MODULES.find((file) => existsSync(file)) : undefined;

/** A token with keys of our own making in a folder of its own. */
export class SoftToken {
  readonly folder = mkdtempSync(join(tmpdir(), "soft-token-"));
  readonly module: string;
  readonly #before = process.env["SOFTHSM2_CONF"];

  constructor(module: string) {
    this.module = module;
    mkdirSync(join(this.folder, "tokens"));
    const conf = join(this.folder, "softhsm2.conf");
    writeFileSync(
      conf,
      `directories.tokendir = ${join(this.folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    );
    process.env["SOFTHSM2_CONF"] = conf;
    this.#run("--init-token", "--free", "--label", "madoguchi", "--pin", TOKEN_PIN, "--so-pin", "12345678");
    writeFileSync(this.pinFile, `${TOKEN_PIN}\n`, { mode: 0o600 });
  }

  get pinFile(): string {
    return join(this.folder, "token.pin");
  }

  /** Brings an AES key into the token under a label. */
  import(key: Uint8Array, label: string, id: string): void {
    const file = join(this.folder, "import");
    writeFileSync(file, key, { mode: 0o600 });
    this.#run("--import", file, "--aes", "--token", "madoguchi", "--label", label, "--id", id, "--pin", TOKEN_PIN);
    rmSync(file);
  }

  /** What the configuration says of a key in it. */
  place(key: string) {
    return { module: this.module, token: "madoguchi", key, pinFile: this.pinFile, timeoutMs: 60_000 };
  }

  close(): void {
    if (this.#before === undefined) delete process.env["SOFTHSM2_CONF"];
    else process.env["SOFTHSM2_CONF"] = this.#before;
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(...args: string[]): void {
    execFileSync("softhsm2-util", args, { stdio: "ignore" });
  }
}
