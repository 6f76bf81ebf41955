import type { Command } from "commander";
import { systemRandom } from "#card/ports/random.js";
import { makeKeyFile } from "#daemon/keys/key-files.js";

/** `madoguchi keys make`: never over a file that is there. */
export function configure(command: Command): void {
  command.argument("<file>", "where the key is written · 書き込むファイル").action(async (file: string) => {
    const checkValue = await makeKeyFile(file, systemRandom);
    console.log(`✔ ${file}\n  チェック値 check value  ${checkValue}`);
    console.log(
      "  管理簿に記録し、鍵ファイルは登録後に取り除いてください · note it, and take the file away once registered",
    );
  });
}
