import { type Command, InvalidArgumentError, Option } from "commander";
import { toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { KeyStore } from "#simulator/people/index.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { holderOf, operationNames, type SweepResult, sweep } from "#simulator/sweep/index.js";
import { exitCodeOf, interruption } from "../interruption.js";
import { terminalLanguage } from "../language.js";
import { sweepBar, sweepFindings, sweepMarkdown, sweepTable } from "./sweep-display.js";

interface SweepFlags {
  readonly profile?: readonly string[];
  readonly operation?: readonly string[];
  readonly seed?: string;
  readonly observe: number;
  readonly json?: true;
  readonly rows?: true;
  readonly markdown?: true;
}

/** What `--json` prints: these five figures, and whatever was asked for beyond them. */
function sweepJson(result: SweepResult, rows: boolean): string {
  const { cases, old, new: fresh, between, triesGained, interrupted } = result;
  return JSON.stringify({
    cases,
    old,
    new: fresh,
    between,
    triesGained,
    ...(rows ? { rows: result.rows } : {}),
    ...(interrupted ? { interrupted } : {}),
  });
}

function tell(result: SweepResult, seed: string, seconds: number): void {
  const { cases, old, new: fresh, between, triesGained, interrupted } = result;
  console.log(sweepTable(result));
  console.log("");
  for (const line of sweepFindings(result, terminalLanguage())) console.log(line);
  const rate = Math.round(cases / Math.max(seconds, 0.001));
  console.log(
    `${cases} 件 cases · 前 old ${old} · 後 new ${fresh} · 中間 between ${between} · 試行回数の増加 tries gained ${triesGained}` +
      `  (seed ${seed}, ${seconds.toFixed(1)} s, ${rate} cases/s)`,
  );
  if (interrupted) console.log("! 中断されました: 途中までの結果です · interrupted: a partial result");
  else console.log(between + triesGained === 0 ? "✔ 合格 passed" : "✘ 不合格 failed");
}

async function run(flags: SweepFlags): Promise<void> {
  const ended = interruption();
  const seed = flags.seed ?? toHex(systemRandom.bytes(4));
  const bar = sweepBar(process.stderr);
  let start = performance.now();
  const result = await sweep({
    profiles: (flags.profile ?? profileNames()).map(findProfile),
    ...(flags.operation === undefined ? {} : { operations: flags.operation }),
    seed,
    observeOneIn: flags.observe,
    personFor: holderOf(seed, { keys: new KeyStore(), clock: systemClock }),
    signal: ended,
    // Issuing the cards, with keys that may have to be made first, is not part of the rate.
    onPlanned: () => {
      start = performance.now();
    },
    onProgress: (progress) => bar.show(progress),
  });
  bar.end();
  const seconds = (performance.now() - start) / 1000;
  if (flags.json) console.log(sweepJson(result, flags.rows === true));
  else if (flags.markdown) console.log(sweepMarkdown(result));
  else tell(result, seed, seconds);
  const passed = result.between === 0 && result.triesGained === 0;
  process.exitCode = exitCodeOf({ passed, interrupted: result.interrupted }, ended);
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a number from 1 · 1以上の数字で指定してください");
  return Number(text);
}

/** `madoguchi card sweep`: exit code 0 when no card was found between two states and no try was gained, 130 after Ctrl-C, 1 otherwise. */
export function configure(command: Command): void {
  command
    .addOption(
      new Option("--profile <names...>", `${profileNames().join(", ")}; or FILE.yaml; all when absent · 省略時は全部`),
    )
    .addOption(
      new Option("--operation <names...>", "what is torn; everything when absent · 省略時は全部").choices(
        operationNames(),
      ),
    )
    .option("--seed <text>", "package shapes, people, keys, residues, samples · 試験データの種（省略時は乱数）")
    .addOption(
      new Option("--observe <n>", "ask one card in n by APDUs too what state it is in · n件に1件はAPDUでも確認")
        .argParser(count)
        .default(200),
    )
    .option("--json", "{cases, old, new, between, triesGained} on the standard output · 標準出力はJSONのみ")
    .option("--rows", "with --json: also the rows of the table · JSONに表の行も含める")
    .option("--markdown", "the table in Markdown · 表をMarkdownで出力")
    .action(run);
}
