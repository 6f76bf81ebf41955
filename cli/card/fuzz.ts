import { constants } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { type Found, type WatchedReport, watchedFuzz } from "#simulator/fuzz/index.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { interruption } from "../interruption.js";
import { EXIT } from "../report-failure.js";

interface FuzzFlags {
  readonly profile: readonly string[];
  readonly count: number;
  readonly seed: string;
  readonly limit: number;
  readonly json?: true;
}

const perSecond = ({ commands, elapsedMs }: WatchedReport): number =>
  Math.round((1000 * commands) / Math.max(1, elapsedMs));
const grouped = (count: number): string => count.toLocaleString("en-US");

/** A finding as a person repeats it: state, seed of the card's randomness, and the commands that show it. */
function reproducer({ kind, problem, state, seed, steps }: Found) {
  return {
    kind,
    problem,
    state,
    seed,
    steps: steps.map(({ command, authority }) => ({
      authority,
      command: command === "reset" ? command : toHex(command),
    })),
  };
}

function lines(report: WatchedReport): string[] {
  const { profile, commands, sequences, slowestMs, seed, found } = report;
  const rate = `${grouped(perSecond(report))}/s, slowest · 最長 ${Math.round(slowestMs)} ms`;
  const head = `${found === undefined ? "✔" : "✘"} ${profile}  ${grouped(commands)} APDU (${grouped(sequences)} sequences), seed ${seed}, ${rate}`;
  if (found === undefined) return [head];
  const { kind, problem, state, seed: cardSeed, steps } = reproducer(found);
  return [
    head,
    `  ${kind}: ${problem}`,
    `  card state · カードの状態 ${state}, card seed ${cardSeed}:`,
    ...steps.map(({ authority, command }) => `    ${authority.padEnd(8)}${command}`),
  ];
}

/** A line on the error output that is written over, at most twice a second, where a person looks at it. */
function progressLine(profile: string, total: number): (sent: number) => void {
  let shown = 0;
  return (sent) => {
    const now = systemClock.now();
    if (!process.stderr.isTTY || now - shown < 500) return;
    shown = now;
    process.stderr.write(`\r\x1b[K… ${profile} ${grouped(sent)} / ${grouped(total)}`);
  };
}

async function run({ profile, count, seed, limit, json }: FuzzFlags): Promise<void> {
  const ended = interruption();
  for (const name of profile.length === 0 ? profileNames() : profile) {
    if (ended.aborted) break;
    const show = progressLine(name, count);
    const report = await watchedFuzz({
      profile: findProfile(name),
      clock: systemClock,
      seed,
      count,
      limitMs: limit,
      onProgress: show,
      signal: ended,
    });
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    const { found, ...facts } = report;
    const finding = found === undefined ? {} : { finding: reproducer(found) };
    console.log(
      json ? JSON.stringify({ ...facts, perSecond: perSecond(report), ...finding }) : lines(report).join("\n"),
    );
    if (found !== undefined) process.exitCode = EXIT.failure;
  }
  if (ended.aborted) process.exitCode = 128 + constants.signals[ended.reason as NodeJS.Signals];
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError("a number from 1 · 1以上の数字で指定してください");
  return Number(text);
}

export function configure(command: Command): void {
  command
    .addOption(
      new Option(
        "--profile <name...>",
        `${profileNames().join(", ")}, or FILE.yaml; all without it · 省略時は全て`,
      ).default([], "all"),
    )
    .addOption(new Option("--count <number>", "APDUs for each profile · APDU数").argParser(positive).default(1_000_000))
    .option("--seed <text>", "the same seed sends the same commands · 同じシードなら同じ内容", "1")
    .addOption(
      new Option("--limit <ms>", "longest time for one APDU · 1 APDUの上限時間").argParser(positive).default(5_000),
    )
    .option("--json", "one JSON object a line for each profile · 1行1件のJSONで出力")
    .action(run);
}
