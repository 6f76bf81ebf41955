import { type Command, InvalidArgumentError } from "commander";
import { giveOrder } from "#harness/doubles/programs/control.js";
import { defaultStore } from "./options.js";

/** `card=0A state=active` as an object. */
function valuesOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at < 1) throw new InvalidArgumentError(`NAME=VALUE, not ${word} · 「名前=値」の形で指定してください`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/** One line from the standard input: a PIN stands neither in the shell's history nor in the list of processes. */
async function secretLine(): Promise<string> {
  let text = "";
  for await (const part of process.stdin) {
    text += part;
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0]!.trim();
}

interface Flags {
  readonly store?: string;
  readonly stdin?: string;
}

/** `madoguchi double tell NAME ORDER NAME=VALUE …`: the answer is JSON. */
export function configure(command: Command): void {
  command
    .argument("<double>", "juki-cs, kiosk, library … · 模擬システム")
    .argument("<order>", "one of those in its --help · 指示")
    .argument("[values...]", "NAME=VALUE · 値")
    .option("--store <folder>", "the folder that it was started with · 起動時の保存先")
    .option("--stdin <name>", "take this value from the standard input, as a PIN · 値を標準入力から読む(暗証番号など)")
    .action(async (double: string, order: string, words: string[], { store, stdin }: Flags) => {
      const params = { ...valuesOf(words), ...(stdin !== undefined && { [stdin]: await secretLine() }) };
      console.log(JSON.stringify(await giveOrder(store ?? defaultStore(double), order, params)));
    });
}
