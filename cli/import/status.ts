import type { Command } from "commander";
import { asOperator, type OperatorFlags, withLogin } from "../as-operator.js";
import { importBar } from "./import-bar.js";
import { readImportFile } from "./read-file.js";

interface Flags extends OperatorFlags {
  readonly inFolder?: true;
}

async function importStatus(file: string, { inFolder, ...login }: Flags): Promise<void> {
  const content = inFolder ? undefined : readImportFile(file);
  const bar = importBar(process.stderr);
  const taken = await asOperator(login, async (client) => {
    client.on("cardStatus.importProgress", ({ cards, octets, of }) => bar.show({ lines: cards, octets, of }));
    return content === undefined
      ? client.call("cardStatus.importFile", { file })
      : client.call("cardStatus.import", { content });
  }).finally(() => bar.end());
  const { imported, sequence, changed, kept } = taken;
  console.log(`✔ ${imported}枚分を取り込みました(連番${sequence}) · ${imported} cards imported, sequence ${sequence}`);
  console.log(`  変更${changed}、新しい情報を維持${kept} · ${changed} changed, ${kept} known newer and kept`);
}

/** `madoguchi import status`: a card operation status file of the Juki-net CS, all of it or nothing (R-STATE-04, R-JUKI-09). */
export function configure(command: Command): void {
  withLogin(command.argument("<file>", "a sealed card status file · 暗号化したカード運用情報ファイル"))
    .option("--in-folder", "FILE lies in the municipality's import folder · 取込みフォルダのファイル名")
    .action(importStatus);
}
