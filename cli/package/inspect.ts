import type { Command } from "commander";
import { verifyPackage } from "#card/region/index.js";
import { naming, readPackage, readPublicKey } from "./files.js";
import { factsOf, tellPackage } from "./tell-package.js";

interface Flags {
  readonly signer?: string;
  readonly json?: true;
}

/** `madoguchi package inspect`: exit code 1 for a file that is no whole package, or a signature that is not the signer's. */
export function configure(command: Command): void {
  command
    .argument("<package>", "FILE.cardapp")
    .option("--signer <file>", "public key that it must be signed under · 署名を検証する公開鍵")
    .option("--json", "the same as JSON · 結果をJSONで出力")
    .action((file: string, { signer, json }: Flags) => {
      const pkg = readPackage(file);
      if (signer !== undefined) {
        const publicKey = readPublicKey(signer);
        naming(file, () => verifyPackage(pkg, publicKey));
      }
      const signature = signer === undefined ? "not checked" : "ok";
      if (json) console.log(JSON.stringify({ file, ...factsOf(pkg, signature) }));
      else tellPackage(file, pkg, signature);
    });
}
