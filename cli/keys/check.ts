import type { Command } from "commander";
import { checkKeyFile } from "#daemon/keys/key-files.js";
import { reportFailure } from "../report-failure.js";

/** `madoguchi keys check`: exit code 1 when one of the files is no key file. */
export function configure(command: Command): void {
  command.argument("<files...>", "key files · 鍵ファイル").action(async (files: readonly string[]) => {
    for (const file of files) {
      try {
        console.log(`${await checkKeyFile(file)}  ${file}`);
      } catch (error) {
        process.exitCode = reportFailure(error);
      }
    }
  });
}
