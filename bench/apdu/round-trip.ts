import { spawn } from "node:child_process";
import { once } from "node:events";
import { PcscStack } from "#harness/stack/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { insertCard } from "#simulator/vpcd/index.js";
import { type Benchmark, benchRow, median } from "../bench-row.js";
import { benchErrors } from "../errors.js";
import { buildPeer } from "../peers/build.js";
import { viccCommand } from "../peers/vicc.js";
import { cardUnderTest } from "./card-under-test.js";

/** SELECT of the JPKI application without FCI: 9000 from our card, and from the null card as from everything. */
const SELECT_JPKI = "00A4040C0AD392F000260100000001";
/** SELECT MF: the cheapest command that vicc answers with 9000. */
const SELECT_MF = "00A4000C023F00";

const WARM_UPS = 200;

/** One side of a comparison: the slot it sits in, the command it answers, how often it is asked in a round. */
interface Side {
  readonly slot: number;
  readonly apdu: string;
  readonly count: number;
  readonly warmUps: number;
}

/** Times of all exchanges of each side in microseconds; the sides take turns, so that the machine's moods hit them alike. */
async function takeTurns(
  stack: PcscStack,
  driver: string,
  rounds: number,
  sides: readonly Side[],
): Promise<number[][]> {
  const times: number[][] = sides.map(() => []);
  for (let turn = 0; turn < rounds; turn++) {
    for (const [index, side] of sides.entries()) {
      const { reader } = stack.slots[side.slot]!;
      const run = await stack.run(driver, [reader, side.apdu, String(side.warmUps), String(side.count)]);
      if (run.code !== 0) throw benchErrors.error("peer-failed", { peer: "apdu-driver", output: run.stderr.trim() });
      times[index]!.push(...run.stdout.trim().split("\n").map(Number));
    }
  }
  return times;
}

/** Our card in slot 0 and a peer's program in slot 1 of one private stack, for the length of `measure`. */
async function sideBySide<T>(
  card: VirtualCard,
  peer: (port: number) => Promise<{ command: string; args: string[]; env?: NodeJS.ProcessEnv }>,
  measure: (stack: PcscStack) => Promise<T>,
): Promise<T> {
  const stack = await PcscStack.start(2);
  const insertion = insertCard(card, { port: stack.slots[0]!.port });
  const { command, args, env } = await peer(stack.slots[1]!.port);
  const program = spawn(command, args, { env, stdio: "ignore" });
  const ended = once(program, "exit");
  try {
    return await Promise.race([
      measure(stack),
      ended.then(([code]) => Promise.reject(benchErrors.error("peer-failed", { peer: command, code: String(code) }))),
    ]);
  } finally {
    program.kill("SIGKILL");
    await ended;
    await insertion.remove();
    await stack.stop();
  }
}

/** APDU round trip through pcscd and vpcd, our card against a card written in C that answers 9000 to everything. */
export const cardVsNull: Benchmark = {
  id: "apdu.vpcd.vs-null",
  title: "APDU through pcscd and vpcd: our card, null card in C",
  run: async (tell) => {
    const [driver, nullCard] = await Promise.all([buildPeer("apdu-driver"), buildPeer("null-card")]);
    const peer = async (port: number) => ({ command: nullCard, args: [String(port)] });
    const [ours, theirs] = await sideBySide(await cardUnderTest(), peer, (stack) => {
      tell("20 rounds of 500 APDUs each");
      const side = { apdu: SELECT_JPKI, count: 500, warmUps: WARM_UPS };
      return takeTurns(stack, driver, 20, [
        { ...side, slot: 0 },
        { ...side, slot: 1 },
      ]);
    });
    const [value, peerValue] = [median(ours!), median(theirs!)];
    return benchRow({
      id: "apdu.vpcd.vs-null",
      value,
      unit: "µs",
      peer: "null card in C",
      peerValue,
      target: "value / peer <= 1.3",
      pass: value / peerValue <= 1.3,
    });
  },
};

/** APDU round trip through pcscd and vpcd, our card against Debian's vicc. */
export const cardVsVicc: Benchmark = {
  id: "apdu.vpcd.vs-vicc",
  title: "APDU through pcscd and vpcd: our card, Debian's vicc",
  run: async (tell) => {
    const driver = await buildPeer("apdu-driver");
    const [ours, theirs] = await sideBySide(await cardUnderTest(), viccCommand, (stack) => {
      tell("3 rounds, 1,000 APDUs of ours and 20 of vicc's each");
      return takeTurns(stack, driver, 3, [
        { slot: 0, apdu: SELECT_JPKI, count: 1_000, warmUps: WARM_UPS },
        { slot: 1, apdu: SELECT_MF, count: 20, warmUps: 2 },
      ]);
    });
    const [value, peerValue] = [median(ours!), median(theirs!)];
    return benchRow({
      id: "apdu.vpcd.vs-vicc",
      value,
      unit: "µs",
      peer: "vicc (vsmartcard-vpicc)",
      peerValue,
      ratio: peerValue / value,
      target: "peer / value >= 100",
      pass: peerValue / value >= 100,
    });
  },
};
