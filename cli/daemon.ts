import type { Command } from "commander";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { createDaemon } from "#daemon/main/daemon.js";
import { PcscReaders } from "#daemon/readers/index.js";
import { tellConfigMistakes } from "./config-mistakes.js";
import { EXIT } from "./report-failure.js";
import { untilEnded } from "./until-ended.js";

interface DaemonCommand {
  readonly config: string;
}

async function run({ config: file }: DaemonCommand): Promise<void> {
  let config: ReturnType<typeof loadConfig>;
  try {
    config = loadConfig(file);
  } catch (error) {
    if (!tellConfigMistakes(error)) throw error;
    process.exitCode = EXIT.failure;
    return;
  }
  const daemon = createDaemon({ config, clock: systemClock, random: systemRandom, readers: new PcscReaders() });
  try {
    const { url, wire } = await daemon.start();
    // Before the first line is out: who reads it may end the daemon at once.
    const ended = untilEnded();
    console.log(`✔ 窓口デーモンを起動しました · the daemon is up`);
    console.log(`  窓口画面 · counter page   ${url}`);
    console.log(`  API                       ${wire}`);
    if (config.tls === undefined) {
      console.log(
        "! 開発用の認証局を使用しています(本番では設定のtlsに証明書を指定) · development CA in use; configure tls for production",
      );
    }
    const signal = await ended;
    console.log(`… ${signal}: 終了処理中 · stopping`);
  } finally {
    await daemon.stop();
  }
}

export function configure(command: Command): void {
  command.requiredOption("-c, --config <file>", "configuration file (YAML) · 設定ファイル").action(run);
}
