import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Clock } from "#card/ports/clock.js";
import { portOfSlot } from "#simulator/vpcd/index.js";
import { installedStack } from "./installed.js";
import { PcscStack } from "./pcsc-stack.js";
import { type StackSlot, startSystemPcscd } from "./pcscd-process.js";

const SYSTEM_SOCKET = "/run/pcscd/pcscd.comm";
const TCP_LISTEN = "0A";
const WAIT_STEPS = 50;
const WAIT_STEP_MS = 100;

/** A PC/SC service with the virtual reader, for a demonstration or a run. */
export interface PcscService {
  /** `running`: it was there already. `started`: the machine's own, started here. `private`: only programs with `env` see it. */
  readonly origin: "running" | "started" | "private";
  readonly slots: readonly StackSlot[];
  /** What a PC/SC client's environment needs; empty for the machine's own service. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what was started here. */
  stop(): Promise<void>;
}

async function answers(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  const answered = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answered;
}

/** True when a program on this machine listens on the port, told without connecting: vpcd would take that for a card. */
function listensOn(port: number): boolean {
  const wanted = new RegExp(
    `^ *\\d+: [0-9A-F]+:${port.toString(16).toUpperCase().padStart(4, "0")} [0-9A-F:]+ ${TCP_LISTEN} `,
  );
  return ["/proc/net/tcp", "/proc/net/tcp6"].some(
    (table) =>
      existsSync(table) &&
      readFileSync(table, "latin1")
        .split("\n")
        .some((line) => wanted.test(line)),
  );
}

/** The slots of the machine's own virtual reader, under the names that Debian's configuration gives them. */
async function systemSlots(clock: Clock): Promise<StackSlot[] | undefined> {
  // A pcscd that the connection itself has woken needs a moment to open its readers.
  for (let step = 0; !listensOn(portOfSlot(0)); step++) {
    if (step === WAIT_STEPS) return undefined;
    await clock.sleep(WAIT_STEP_MS);
  }
  return [0, 1].map((slot) => ({ reader: `Virtual PCD 00 0${slot}`, port: portOfSlot(slot) }));
}

async function privateService(): Promise<PcscService> {
  const stack = await PcscStack.start();
  return { origin: "private", slots: stack.slots, env: stack.env, stop: () => stack.stop() };
}

/**
 * The machine's pcscd when it runs with the virtual reader; else one started here: the machine's own when we may (root), so that
 * every program sees its cards, and a private one when we may not. Gives the reason, for people, where there can be none.
 * Throws `stack.not-started`.
 */
export async function obtainPcsc(clock: Clock): Promise<PcscService | { readonly missing: string }> {
  const installed = installedStack();
  if ("missing" in installed) return installed;
  if (await answers(SYSTEM_SOCKET)) {
    const slots = await systemSlots(clock);
    return slots === undefined ? privateService() : { origin: "running", slots, env: {}, stop: async () => {} };
  }
  if (process.getuid?.() !== 0) return privateService();
  const { process: pcscd, slots } = await startSystemPcscd(installed.pcscd);
  const stop = async () => {
    if (pcscd.exitCode !== null || pcscd.signalCode !== null) return;
    pcscd.kill("SIGTERM");
    await once(pcscd, "exit");
  };
  if (slots.length > 0) return { origin: "started", slots, env: {}, stop };
  await stop();
  return privateService();
}
