import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { DaemonLink } from "#access/daemon-link.js";
import { TestPki } from "#harness/municipality/test-pki.js";
import { runScenario } from "#harness/runner/run-scenario.js";
import { vpcdTarget } from "#harness/runner/vpcd-target.js";
import type { World } from "#harness/runner/world.js";
import { loadScenario } from "#harness/scenario/load-scenario.js";
import { PcscStack } from "#harness/stack/index.js";
import { insertCard } from "#simulator/vpcd/index.js";
import { cardUnderTest } from "../apdu/card-under-test.js";
import { type Benchmark, median, round } from "../bench-row.js";
import { benchErrors } from "../errors.js";
import { buildPeer } from "../peers/build.js";

const PREPARATION = fileURLToPath(new URL("../../../bench/passthrough/loaded-card.yaml", import.meta.url));
const SERVICE = "library";
/** GET CHALLENGE, which is refused with a status word alone: what is measured is the way there and back. */
const COMMAND = "0084000008";
/** What the card application and, on the card that is called directly, the issuer security domain say to it. */
const ANSWER = { application: "6E00", issuerDomain: "6D00" } as const;

const ROUNDS = 10;
const PER_ROUND = 300;
const WARM_UPS = 100;
const TARGET = 2.5;

/** The world of the preparation after its last step, with the card still in the reader. */
async function prepare(stack: PcscStack, pki: TestPki): Promise<World> {
  const loaded = loadScenario(PREPARATION);
  const target = await vpcdTarget({ slots: stack.slots, env: stack.env, origin: "private" }, pki);
  let world: World | undefined;
  const kept = {
    ...target,
    open: async (options: Parameters<typeof target.open>[0]) => {
      world = await target.open({ ...options, realTime: true });
      return { ...world, close: async () => {} };
    },
  };
  const evidence = await runScenario(loaded, kept, "bench", { tell: () => {}, signal: undefined });
  if (evidence.outcome === "passed" && world !== undefined) return world;
  await world?.close();
  const failed = evidence.steps.find((step) => step.outcome === "failed");
  throw benchErrors.error("peer-failed", { peer: "daemon", step: failed?.action, reason: failed?.summary.en });
}

/** The library's business system, logged in with its certificate over TLS. */
async function connectSystem(world: World, pki: TestPki): Promise<DaemonLink> {
  const { system } = loadScenario(PREPARATION).municipality.services[SERVICE]!;
  const { cert, key } = await pki.client(system.id);
  const { url, ca } = world.endpoint;
  return DaemonLink.start(() => new WebSocket(url, { ca, cert, key }), { systemId: system.id });
}

/** Microseconds of each exchange of one round over the daemon. */
async function overDaemon(link: DaemonLink, readerId: string): Promise<number[]> {
  const { handle } = await link.call("access.open", { readerId });
  const times: number[] = [];
  for (let exchange = -WARM_UPS; exchange < PER_ROUND; exchange++) {
    const start = performance.now();
    const { response } = await link.call("access.transmit", { handle, command: COMMAND });
    const took = 1000 * (performance.now() - start);
    if (response !== ANSWER.application) throw benchErrors.error("peer-failed", { peer: "daemon", response });
    if (exchange >= 0) times.push(took);
  }
  await link.call("access.close", { handle });
  return times;
}

async function overDriver(stack: PcscStack, driver: string): Promise<number[]> {
  const { reader } = stack.slots[0]!;
  const run = await stack.run(driver, [reader, COMMAND, String(WARM_UPS), String(PER_ROUND), ANSWER.issuerDomain]);
  if (run.code !== 0) throw benchErrors.error("peer-failed", { peer: "apdu-driver", output: run.stderr.trim() });
  return run.stdout.trim().split("\n").map(Number);
}

/** One APDU through the daemon (WebSocket over TLS, reader host, pcscd) against SCardTransmit called directly from C. */
export const daemonPassThrough: Benchmark = {
  id: "daemon.passthrough",
  title: "APDU through the daemon's WebSocket, direct SCardTransmit in C",
  run: async (tell) => {
    const endings: (() => Promise<void> | void)[] = [];
    try {
      const [driver, stack, ownStack, pki] = await Promise.all([
        buildPeer("apdu-driver"),
        PcscStack.start(),
        PcscStack.start(),
        TestPki.create(),
      ]);
      endings.push(
        () => stack.stop(),
        () => ownStack.stop(),
        () => pki.close(),
      );
      const insertion = insertCard(await cardUnderTest(), { port: ownStack.slots[0]!.port });
      endings.push(() => insertion.remove());
      tell("a daemon, a card, a card application");
      const world = await prepare(stack, pki);
      endings.push(() => world.close());
      const link = await connectSystem(world, pki);
      endings.push(() => link.close());
      const readerId = link.view.readers.find((reader) => reader.name === stack.slots[0]!.reader)!.id;

      tell(`${ROUNDS} rounds of ${PER_ROUND} APDUs each`);
      // A daemon runs all day: its code is compiled by the time a person stands at the counter.
      for (let turn = 0; turn < ROUNDS; turn++) await overDaemon(link, readerId);
      const ours: number[] = [];
      const direct: number[] = [];
      for (let turn = 0; turn < ROUNDS; turn++) {
        direct.push(...(await overDriver(ownStack, driver)));
        ours.push(...(await overDaemon(link, readerId)));
      }
      const ratio = median(ours) / median(direct);
      return {
        id: "daemon.passthrough",
        value: round(median(ours)),
        unit: "µs",
        peer: "SCardTransmit in C",
        peerValue: round(median(direct)),
        ratio: round(ratio),
        target: `value / peer <= ${TARGET}`,
        pass: ratio <= TARGET,
      };
    } finally {
      for (const end of endings.reverse()) await end();
    }
  },
};
