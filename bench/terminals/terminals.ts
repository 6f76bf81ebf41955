import { readFileSync } from "node:fs";
import type { MethodName } from "#daemon/api/contract/index.js";
import { residentFile } from "#harness/municipality/resident-file.js";
import { standardPackage } from "#harness/profiles/standard-package.js";
import { RpcClient } from "#harness/runner/rpc-client.js";
import { DaemonChild } from "#harness/trials/kill/child.js";
import { CITY, openTown, type Town } from "#harness/trials/town.js";
import { type Benchmark, benchRow, round } from "../bench-row.js";
import { bareOperations } from "./bare-operations.js";
import { CounterTerminal } from "./counter-terminal.js";

const TERMINALS = 200;
/** Each terminal makes so many visits at most, the first of them unmeasured, and none that begins after so long. */
const VISITS = 6;
const MOST_MS = 60_000;
const BARE_VISITS = 300;
const PERSON = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
const CARD_METHODS: readonly MethodName[] = ["cardApps.load", "cardApps.list", "cardApps.delete"];

/** Seconds of processor time that a process has used (Linux). */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function importResidents(town: Town, url: string): Promise<void> {
  const senior = await RpcClient.connect({ url, ca: town.pki.ca, party: "senior" });
  const operatorId = "senior";
  await senior.call("session.login", { municipality: CITY, operatorId, password: town.secrets.password(operatorId) });
  const rows = town.seats.map(({ residentId }) => ({ residentId, ...PERSON }));
  await senior.call("residents.import", { content: residentFile(CITY, 1, rows) });
  await senior.close();
}

const at = (times: readonly number[], part: number) => times[Math.floor(times.length * part)]!;

interface Load {
  readonly perSecond: number;
  readonly p99: number;
  /** How much of one core the daemon took, and how much this process with its terminals. */
  readonly daemonCore: number;
  readonly terminalCore: number;
}

/** Opens all terminals, lets them visit, and says what came of it. */
async function underLoad(town: Town, child: DaemonChild, tell: (progress: string) => void): Promise<Load> {
  const url = await child.listening;
  await importResidents(town, url);
  const times = new Map<MethodName, number[]>();
  let measuring = false;
  const onAnswer = (method: MethodName, ms: number) => {
    if (!measuring) return;
    const kept = times.get(method);
    if (kept === undefined) times.set(method, [ms]);
    else kept.push(ms);
  };
  const terminals = town.seats.map((seat) => new CounterTerminal(seat, onAnswer));
  try {
    // A morning: everyone logs in at once.
    await Promise.all(terminals.map((terminal) => terminal.open(url, town.pki.ca)));
    await Promise.all(terminals.map((terminal) => terminal.visit()));
    measuring = true;
    const [before, own] = [processorSeconds(child.pid), process.cpuUsage()];
    const start = performance.now();
    await Promise.all(
      terminals.map(async (terminal) => {
        for (let n = 1; n < VISITS && performance.now() - start < MOST_MS; n++) await terminal.visit();
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(own);
    for (const [method, ms] of times) {
      ms.sort((a, b) => a - b);
      tell(
        `terminals.200: ${method}: ${ms.length}, median ${round(at(ms, 0.5))} ms, 99th of 100 ${round(at(ms, 0.99))} ms`,
      );
    }
    const cardTimes = CARD_METHODS.flatMap((method) => times.get(method) ?? []).sort((a, b) => a - b);
    return {
      perSecond: cardTimes.length / seconds,
      p99: at(cardTimes, 0.99),
      daemonCore: (processorSeconds(child.pid) - before) / seconds,
      terminalCore: (user + system) / 1e6 / seconds,
    };
  } finally {
    await Promise.all(terminals.map((terminal) => terminal.close()));
  }
}

/**
 * A daemon in a process of its own with 200 in-process cards, and 200 terminals that load, list and delete at once, each over its own
 * WebSocket and TLS. With MADOGUCHI_BENCH_PROFILE the daemon's processor profile is left in that folder.
 */
export const terminals200: Benchmark = {
  id: "terminals.200",
  title: "200 terminals that load, list and delete on in-process cards at once, over WebSocket and TLS",
  async run(tell) {
    const town = await openTown({ seed: "terminals", count: TERMINALS, lastingCards: false });
    let child: DaemonChild | undefined;
    try {
      const folder = process.env["MADOGUCHI_BENCH_PROFILE"];
      child = new DaemonChild(town.plan(), folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
      const { perSecond, p99, daemonCore, terminalCore } = await underLoad(town, child, tell);
      tell(`terminals.200: the daemon took ${round(daemonCore)} of a core, the terminals ${round(terminalCore)}`);
      const bare = await bareOperations(standardPackage(1), Uint8Array.of(1), BARE_VISITS);
      return benchRow({
        id: "terminals.200",
        value: perSecond,
        unit: "operations/s",
        peer: "driver and card alone, one core",
        peerValue: bare,
        target: `reported; 99th of 100 ${round(p99)} ms`,
        pass: true,
      });
    } finally {
      await child?.end("SIGTERM");
      await town.close();
    }
  },
};
