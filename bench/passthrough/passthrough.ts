import { fileURLToPath } from "node:url";
import { Recorder } from "#harness/evidence/recorder.js";
import { TestPki } from "#harness/municipality/test-pki.js";
import { runScenario } from "#harness/runner/run-scenario.js";
import { vpcdTarget } from "#harness/runner/vpcd-target.js";
import type { World } from "#harness/runner/world.js";
import { loadScenario } from "#harness/scenario/load-scenario.js";
import { PcscStack } from "#harness/stack/index.js";
import { type Benchmark, benchRow, median } from "../bench-row.js";
import { benchErrors } from "../errors.js";
import { buildPeer } from "../peers/build.js";
import { WebSocketSide } from "./web-socket-side.js";

const PREPARATION = fileURLToPath(new URL("../../../bench/passthrough/loaded-card.yaml", import.meta.url));
const SERVICE = "library";
/**
 * READ RECORD without a secure channel, which the firewall passes and the selected card application refuses with a status word alone: the
 * card has next to nothing to do, so that what is measured is the way there and back.
 */
const COMMAND = "80B2010C00";
const ANSWER = "6982";

const ROUNDS = 20;
const PER_ROUND = 250;
const WARM_UPS = 50;
/** A daemon runs all day: its code is compiled by the time a person stands at the counter. */
const ROUNDS_BEFORE = 10;
const TARGET = 2.5;

/** The card is the same for both sides and is not watched while it is measured. */
class NoRecorder extends Recorder {
  override apdu(): void {}
}

/** The world of the preparation after its last step, with the card still in the reader. */
async function prepare(stack: PcscStack, pki: TestPki): Promise<World> {
  const loaded = loadScenario(PREPARATION);
  const target = await vpcdTarget({ slots: stack.slots, env: stack.env, origin: "private" }, pki);
  let world: World | undefined;
  const kept = {
    ...target,
    open: async (options: Parameters<typeof target.open>[0]) => {
      world = await target.open({ ...options, recorder: new NoRecorder(), realTime: true });
      return { ...world, close: async () => {} };
    },
  };
  const evidence = await runScenario(loaded, kept, "bench", { tell: () => {}, signal: undefined });
  if (evidence.outcome === "passed" && world !== undefined) return world;
  await world?.close();
  const failed = evidence.steps.find((step) => step.outcome === "failed");
  throw benchErrors.error("peer-failed", { peer: "daemon", step: failed?.action, reason: failed?.summary.en });
}

/** The library's business system in a process of its own, logged in with its certificate over TLS. */
async function startBusinessSystem(world: World, pki: TestPki, reader: string): Promise<WebSocketSide> {
  const { system } = loadScenario(PREPARATION).municipality.services[SERVICE]!;
  const { cert, key } = await pki.client(system.id);
  const { url, ca } = world.endpoint;
  return WebSocketSide.start({ url, ca, cert, key, systemId: system.id, reader });
}

/** Microseconds of each direct exchange of one round, with the application selected as the daemon has it. */
async function direct(stack: PcscStack, driver: string, reader: string, application: string): Promise<number[]> {
  const length = (application.length / 2).toString(16).padStart(2, "0");
  const select = `00A40400${length}${application}00`;
  const run = await stack.run(driver, [reader, COMMAND, String(WARM_UPS), String(PER_ROUND), ANSWER, select]);
  if (run.code !== 0) throw benchErrors.error("peer-failed", { peer: "apdu-driver", output: run.stderr.trim() });
  return run.stdout.trim().split("\n").map(Number);
}

/**
 * One APDU through the daemon (WebSocket over TLS, reader host, pcscd) against SCardTransmit called from C: the same command to the
 * same application on the same card in the same reader, by turns.
 */
export const daemonPassThrough: Benchmark = {
  id: "daemon.passthrough",
  title: "APDU through the daemon's WebSocket, direct SCardTransmit in C",
  run: async (tell) => {
    const endings: (() => Promise<void> | void)[] = [];
    try {
      const [driver, stack, pki] = await Promise.all([buildPeer("apdu-driver"), PcscStack.start(), TestPki.create()]);
      endings.push(
        () => stack.stop(),
        () => pki.close(),
      );
      tell("a daemon, a card, a card application, its business system");
      const world = await prepare(stack, pki);
      endings.push(() => world.close());
      const { reader } = stack.slots[0]!;
      const system = await startBusinessSystem(world, pki, reader);
      endings.push(() => system.stop());

      tell(`${ROUNDS} rounds of ${PER_ROUND} APDUs each`);
      const block = { command: COMMAND, answer: ANSWER, warmUps: WARM_UPS, count: PER_ROUND };
      for (let turn = 0; turn < ROUNDS_BEFORE; turn++) await system.run(block);
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let turn = 0; turn < ROUNDS; turn++) {
        const { application, times } = await system.run(block);
        ours.push(...times);
        theirs.push(...(await direct(stack, driver, reader, application)));
      }
      const ratio = median(ours) / median(theirs);
      return benchRow({
        id: "daemon.passthrough",
        value: median(ours),
        unit: "µs",
        peer: "SCardTransmit in C",
        peerValue: median(theirs),
        target: `value / peer <= ${TARGET}`,
        pass: ratio <= TARGET,
      });
    } finally {
      for (const end of endings.reverse()) await end();
    }
  },
};
