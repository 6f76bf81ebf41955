import type { Command } from "commander";
import { loadConfig } from "#daemon/config/load-config.js";
import { openCounter } from "#harness/rehearsal/open-counter.js";
import { tellConfigMistakes } from "./config-mistakes.js";
import { EXIT } from "./report-failure.js";
import { untilEnded } from "./until-ended.js";

interface Flags {
  readonly config: string;
  readonly profile: string;
  readonly person: string;
}

async function rehearse({ config: file, profile, person }: Flags): Promise<void> {
  let config: ReturnType<typeof loadConfig>;
  try {
    config = loadConfig(file);
  } catch (error) {
    if (!tellConfigMistakes(error)) throw error;
    process.exitCode = EXIT.failure;
    return;
  }
  const { address, readerId, cardId, close } = await openCounter({ config, profile, person });
  try {
    const ended = untilEnded();
    console.log("✔ 試験用の窓口を開きました · a counter to rehearse at is open");
    console.log(`  窓口画面 · counter page   ${address.url}`);
    console.log(`  API                       ${address.wire}`);
    console.log(`  カード · card             ${cardId}  (${profile}, ${person})  reader=${readerId}`);
    console.log(
      "! CSは模擬です。実際の運用には madoguchi daemon を使用します · the CS is a double; for production: daemon",
    );
    console.log("  終了は Ctrl-C · Ctrl-C ends");
    await ended;
  } finally {
    await close();
  }
}

/** `madoguchi rehearse`: the daemon on a configuration of one's own, with a virtual card and without pcscd or a CS. */
export function configure(command: Command): void {
  command
    .requiredOption("-c, --config <file>", "configuration file (YAML) · 設定ファイル")
    .option("--profile <name>", "vendor profile of the card, or FILE.yaml · カードのプロファイル", "aoba")
    .option("--person <name>", "who holds it: a test resident or seed:NAME · カードの名義人", "hanako")
    .action(rehearse);
}
