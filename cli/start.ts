import { once } from "node:events";
import { join } from "node:path";
import type { Command } from "commander";
import { toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { Recorder } from "#harness/evidence/recorder.js";
import { portIfFree } from "#harness/runner/free-port.js";
import { memoryTarget } from "#harness/runner/memory-target.js";
import { progressDisplay } from "#harness/runner/progress.js";
import { RpcClient } from "#harness/runner/rpc-client.js";
import { runScenarios } from "#harness/runner/run.js";
import { vpcdTarget } from "#harness/runner/vpcd-target.js";
import type { Target } from "#harness/runner/world.js";
import { loadScenario } from "#harness/scenario/load-scenario.js";
import { packageRoot } from "#harness/scenario/package-root.js";
import { obtainPcsc, type PcscService } from "#harness/stack/index.js";
import { writeReports } from "#reports/index.js";
import { exitCodeOf, interruption } from "./interruption.js";
import { scenarioFiles, tellResult } from "./run.js";

const ORIGIN = {
  running: "pcscd runs already · 稼働中のpcscdを使用",
  started: "pcscd started · pcscdを起動",
  private: "private pcscd started · 専用のpcscdを起動",
} as const;

/** Where the counter page is when nothing else is there: an address to come back to. */
const COUNTER_PORT = 8443;

/** The machine's PC/SC service where there is one to be had, otherwise none, with the reason told in one line. */
async function pcscOrNone(): Promise<PcscService | undefined> {
  const pcsc = await obtainPcsc(systemClock);
  if ("missing" in pcsc) {
    console.log(`! ${pcsc.missing}: in-process reader · プロセス内リーダを使用します`);
    return undefined;
  }
  console.log(`✔ ${ORIGIN[pcsc.origin]}  ${pcsc.slots.map(({ reader }) => reader).join(", ")}`);
  return pcsc;
}

/** A counter to try out: a fresh daemon with residents imported and a card in the reader, until Ctrl-C. */
async function keepCounterOpen(target: Target, ended: AbortSignal): Promise<void> {
  const loaded = loadScenario(join(packageRoot, "scenarios/counter/main-flow.yaml"));
  const port = await portIfFree(COUNTER_PORT);
  const world = await target.open({
    loaded,
    // People use this world: its passwords and keys are nobody else's.
    seed: toHex(systemRandom.bytes(16)),
    recorder: new Recorder(),
    realTime: true,
    ...(port === undefined ? {} : { port }),
  });
  try {
    const [operator] = Object.entries(loaded.municipality.operators).find(([, { roles }]) => roles.includes("senior"))!;
    const { code } = loaded.municipality;
    const terminal = await RpcClient.connect({ ...world.endpoint, party: "terminal", recorder: new Recorder() });
    await terminal.call("session.login", {
      municipality: code,
      operatorId: operator,
      password: world.password(operator),
    });
    await terminal.call("residents.import", { content: world.residentFile() });
    await terminal.close();
    await world.insert(Object.keys(loaded.scenario.fixtures.cards)[0]!);
    console.log(`\n窓口 counter: ${world.endpoint.page}`);
    console.log(
      `  市町村 municipality ${code} · 操作者 operator ${operator} · パスワード password ${world.password(operator)}`,
    );
    console.log("  終了は Ctrl-C · Ctrl-C ends");
    if (!ended.aborted) await once(ended, "abort");
  } finally {
    await world.close();
  }
}

interface Flags {
  readonly once?: boolean;
  readonly report: string;
}

async function start({ once: onlyOnce, report }: Flags): Promise<void> {
  const ended = interruption();
  const pcsc = await pcscOrNone();
  try {
    const target = await (pcsc === undefined ? memoryTarget() : vpcdTarget(pcsc));
    try {
      const files = scenarioFiles([join(packageRoot, "scenarios/counter")]);
      const result = await runScenarios({ files, target, onStep: progressDisplay(process.stdout), signal: ended });
      tellResult(result, writeReports(result.evidence, report).html);
      process.exitCode = exitCodeOf(result, ended);
      if (onlyOnce !== true && !ended.aborted) await keepCounterOpen(target, ended);
    } finally {
      await target.close();
    }
  } finally {
    await pcsc?.stop();
  }
}

export function configure(command: Command): void {
  command
    .option("--once", "end after the report instead of staying up · レポート作成後に終了")
    .option("--report <folder>", "folder for the reports", join(packageRoot, "out"))
    .action(start);
}
