import { resolve } from "node:path";
import type { Command } from "commander";
import { buildPackage, verifyPackage } from "#card/region/index.js";
import { demandRoom, naming, readPackage, readPublicKey, readSigningKey, writePackage } from "./files.js";
import { packageFileErrors } from "./package-file-errors.js";
import { tellPackage } from "./tell-package.js";

interface Flags {
  readonly signer: string;
  readonly key: string;
  readonly out: string;
}

/**
 * `madoguchi package sign`: a municipality loads only what is signed under its own key. What a developer delivers is checked under the
 * developer's public key first, and only the signature is exchanged.
 */
export function configure(command: Command): void {
  command
    .argument("<package>", "FILE.cardapp as it was delivered · 納品されたパッケージ")
    .requiredOption("--signer <file>", "public key of who delivered it · 納品者の公開鍵")
    .requiredOption("--key <file>", "one's own signing key · 自団体の署名鍵")
    .requiredOption("--out <file>", "where the package is written · 書込み先")
    .action((file: string, { signer, key, out }: Flags) => {
      const inputs = [file, signer, key].map((path) => resolve(path));
      if (inputs.includes(resolve(out))) throw packageFileErrors.error("in-the-way", { file: out });
      const delivered = readPackage(file);
      const publicKey = readPublicKey(signer);
      naming(file, () => verifyPackage(delivered, publicKey));
      const signingKey = readSigningKey(key);
      demandRoom(out);
      const pkg = buildPackage(delivered, signingKey);
      writePackage(out, pkg);
      tellPackage(out, pkg, "ok");
    });
}
