import type { Command } from "commander";
import { asOperator, type OperatorFlags, withLogin } from "../as-operator.js";
import { importBar } from "./import-bar.js";
import { readImportFile } from "./read-file.js";

interface Flags extends OperatorFlags {
  readonly inFolder?: true;
  readonly confirmLeaving?: true;
}

async function importResidents(file: string, { inFolder, confirmLeaving, ...login }: Flags): Promise<void> {
  const content = inFolder ? undefined : readImportFile(file);
  const confirmed = confirmLeaving === undefined ? {} : { confirmLeaving };
  const bar = importBar(process.stderr);
  const taken = await asOperator(login, async (client) => {
    client.on("residents.importProgress", ({ residents, octets, of }) => bar.show({ lines: residents, octets, of }));
    return content === undefined
      ? client.call("residents.importFile", { file, ...confirmed })
      : client.call("residents.import", { content, ...confirmed });
  }).finally(() => bar.end());
  const { imported, sequence, removed, left } = taken;
  console.log(
    `✔ ${imported}件を取り込みました(連番${sequence}) · ${imported} residents imported, sequence ${sequence}`,
  );
  console.log(`  削除${removed}、転出${left} · ${removed} taken out, ${left} left`);
}

/** `madoguchi import residents`: all of a file or nothing (R-JUKI-03). */
export function configure(command: Command): void {
  withLogin(command.argument("<file>", "a sealed resident file · 暗号化した住民情報ファイル"))
    .option("--in-folder", "FILE lies in the municipality's import folder, of any size · 取込みフォルダのファイル名")
    .option("--confirm-leaving", "an unusual number of residents has left · 多数の転出を確認済み")
    .action(importResidents);
}
