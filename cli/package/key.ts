import { createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { concat, fromHex } from "#card/bytes/bytes.js";
import { systemRandom } from "#card/ports/random.js";
import { writeNew } from "./files.js";
import { packageFileErrors } from "./package-file-errors.js";

/** What stands before the 32 octets of an Ed25519 key in its PKCS #8 form (RFC 8410, 7). */
const PKCS8_HEAD = fromHex("302E020100300506032B657004220420");

/** `madoguchi package key`: never over a file that is there, neither the key nor its public half. */
export function configure(command: Command): void {
  command
    .argument("<key>", "where the signing key is written, for its owner alone · 署名鍵の書込み先")
    .argument("<public>", "where its public half is written: the daemon's `packageSigner` · 公開鍵の書込み先")
    .action((keyFile: string, publicFile: string) => {
      if (existsSync(publicFile)) throw packageFileErrors.error("in-the-way", { file: publicFile });
      const seed = systemRandom.bytes(32);
      const der = Buffer.from(concat(PKCS8_HEAD, seed));
      const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
      seed.fill(0);
      der.fill(0);
      writeNew(keyFile, String(key.export({ format: "pem", type: "pkcs8" })), 0o600);
      writeNew(publicFile, String(createPublicKey(key).export({ format: "pem", type: "spki" })), 0o644);
      console.log(`✔ ${keyFile}  署名鍵 · signing key`);
      console.log(`✔ ${publicFile}  公開鍵 · public key`);
      console.log("  署名鍵は発行担当者だけが保管してください · only who issues packages keeps the signing key");
    });
}
