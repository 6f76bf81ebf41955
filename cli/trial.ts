import { type Command, InvalidArgumentError } from "commander";
import { killTrial } from "#harness/trials/kill/trial.js";
import { EXIT } from "./report-failure.js";

function number(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number from 1");
  return value;
}

interface Flags {
  readonly seed: string;
  readonly count: number;
  readonly terminals: number;
}

async function kill(options: Flags): Promise<void> {
  const { problems, kills, early, exchanged, answered, caught, rows, heads } = await killTrial({
    ...options,
    onKill: (done, found) => {
      for (const problem of found) console.log(`✘ kill ${done}: ${problem}`);
      if (done % 25 === 0) console.log(`… ${done}/${options.count}`);
    },
  });
  console.log(
    `${problems.length === 0 ? "✔" : "✘"} 強制終了 kills ${kills} (起動中 while starting ${early}, 鍵交換 with a new key ${exchanged})`,
  );
  console.log(`  応答済み answered ${answered} · 処理中に中断 caught in the middle ${caught}`);
  console.log(`  監査 audit rows ${rows}, 署名 signed heads ${heads} · 問題 problems ${problems.length}`);
  if (problems.length > 0) process.exitCode = EXIT.failure;
}

/** `madoguchi trial`: long trials of the whole system. Exit code 0 when nothing was lost. */
export function configure(command: Command): void {
  command
    .command("kill")
    .description("kill -9 of a loaded daemon, over and over · 負荷中のデーモンの強制終了試験")
    .option("--seed <text>", "seed of the points at which it is killed", "kill")
    .option("--count <n>", "kills", number, 500)
    .option("--terminals <n>", "terminals that work meanwhile", number, 4)
    .action(kill);
}
