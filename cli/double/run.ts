import { type Command, Option } from "commander";
import { stringify } from "yaml";
import type { OptionValues, ProgramRow, RunningDouble } from "#harness/doubles/programs/program.js";
import { COMMON_ORDERS, startProgram } from "#harness/doubles/programs/start-program.js";
import type { CommandModule } from "../commands.js";
import { terminalLanguage } from "../language.js";
import { untilEnded } from "../until-ended.js";
import { DEFAULT_PKI, defaultStore } from "./options.js";

interface Flags extends OptionValues {
  readonly store: string;
  readonly pki: string;
  readonly clock: string;
  readonly port: string;
  readonly daemonName: string;
}

function introduce({ name, summary }: ProgramRow, { addresses, config }: RunningDouble, store: string): string[] {
  const width = Math.max(...Object.keys(addresses).map((label) => label.length));
  return [
    `✔ ${summary.ja}の模擬システムを起動しました · up: ${summary.en}`,
    ...Object.entries(addresses).map(([label, address]) => `  ${label.padEnd(width)}  ${address}`),
    `  store  ${store}`,
    ...(config === undefined
      ? []
      : [
          `  デーモンの設定 · for the daemon's configuration: ${config.at}`,
          ...stringify(config.section, { lineWidth: 0 })
            .trimEnd()
            .split("\n")
            .map((line) => `    ${line}`),
        ]),
    `  madoguchi double tell ${name} …     Ctrl-C: 終了 · ends`,
  ];
}

/** `madoguchi double NAME`: the double until Ctrl-C or SIGTERM. */
export function runner(row: ProgramRow): CommandModule {
  return {
    async configure(command: Command) {
      const program = await row.load();
      command
        .option("--store <folder>", "its own folder · 保存先のフォルダ", defaultStore(row.name))
        .option("--port <number>", "its port; 0: any that is free · ポート", String(row.port))
        .option("--clock <time>", "its own clock: real, +90m, 2026-12-31T22:59:00+09:00 · 独自の時計", "real")
        .option("--pki <folder>", "test authority, made when it is not there · テスト用認証局のフォルダ", DEFAULT_PKI)
        .option("--cert <file>", "a certificate of its own in place of --pki, PEM · 独自の証明書")
        .option("--key <file>", "the key of that certificate · その鍵")
        .option("--ca <file>", "authority of all who connect, and of those it connects to · 接続相手の認証局")
        .option("--daemon-name <name>", "common name of the daemon's certificate · デーモンの証明書のCN", "daemon")
        .option("--json", "one line of JSON when it is ready, nothing else · 準備完了時にJSONを1行だけ出力");
      for (const { name, value, summary, required, fallback } of program.options) {
        const option = new Option(`--${name} <${value}>`, summary).makeOptionMandatory(required === true);
        command.addOption(fallback === undefined ? option : option.default(fallback));
      }
      const orders = Object.entries({ ...program.orders, ...COMMON_ORDERS });
      const told = orders.map(([name, summary]) => `  ${name.padEnd(12)} ${summary}`).join("\n");
      command.addHelpText(
        "after",
        `\nOrders · 指示 (madoguchi double tell ${row.name} ORDER NAME=VALUE …):\n${told}\n`,
      );
      command.action(async (flags: Flags) => {
        const language = terminalLanguage();
        const json = flags["json"] !== undefined;
        const running = await startProgram(row, program, {
          ...flags,
          options: Object.fromEntries(program.options.map(({ name }) => [name, flags[camel(name)]])),
          tell: (line) => json || console.log(`… ${line[language]}`),
        });
        try {
          // Before the first line is out: who reads it may end the double at once.
          const ended = untilEnded();
          const { addresses, config, orders } = running;
          const ready = { double: row.name, store: flags.store, addresses, config, orders: Object.keys(orders) };
          console.log(json ? JSON.stringify(ready) : introduce(row, running, flags.store).join("\n"));
          const signal = await ended;
          if (!json) console.log(`… ${signal}: 終了処理中 · stopping`);
        } finally {
          await running.close();
        }
      });
    },
  };
}

/** `service-key` as commander names it. */
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
