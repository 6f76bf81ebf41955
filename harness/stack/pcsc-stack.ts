import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CardPresence } from "./card-presence.js";
import { installedStack } from "./installed.js";
import { newFolder, socketOf, sweepLeftovers } from "./leftovers.js";
import { type StackSlot, startPcscd } from "./pcscd-process.js";
import { freePortPairs } from "./ports.js";
import { readerEntries } from "./reader-conf.js";
import { stackErrors } from "./stack-errors.js";

/** What a program left when it ended. */
export interface Finished {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MOST_SLOTS = 16;
const TRIES = 3;

/** Why no stack can be run here, for people; undefined when it can. */
export function stackMissing(): string | undefined {
  const installed = installedStack();
  return "missing" in installed ? installed.missing : undefined;
}

/**
 * A pcscd of its own with the vpcd driver, on free ports and on a socket of its own: stacks run side by side and leave
 * the machine's pcscd alone. PC/SC clients come in through `env` (PCSCLITE_CSOCK_NAME, which libpcsclite honours).
 */
export class PcscStack {
  readonly #directory: string;
  readonly #pcscd: string;
  readonly #presence = new CardPresence();
  #process: ChildProcess | undefined;
  #wanted = 0;
  /** The slots that were asked for, in the order in which PC/SC lists their readers. An odd number leaves one reader more that stays empty. */
  slots: readonly StackSlot[] = [];

  private constructor(directory: string, pcscd: string) {
    this.#directory = directory;
    this.#pcscd = pcscd;
  }

  /** Starts a stack with that many slots, 1 to 16 (vpcd makes them in pairs). Throws `stack.*`. */
  static async start(slots = 2): Promise<PcscStack> {
    if (!Number.isInteger(slots) || slots < 1 || slots > MOST_SLOTS)
      throw stackErrors.error("too-many-slots", { slots });
    const installed = installedStack();
    if ("missing" in installed) throw stackErrors.error("unavailable", { reason: installed.missing });
    await sweepLeftovers();
    for (let tries = 1; ; tries++) {
      const directory = newFolder();
      await writeReaderConf(directory, installed.driver, Math.ceil(slots / 2));
      const stack = new PcscStack(directory, installed.pcscd);
      stack.#wanted = slots;
      await stack.restart().catch(async (error) => {
        await stack.stop();
        throw error;
      });
      if (stack.slots.length >= slots) return stack;
      // Another program took one of the ports in the meantime.
      await stack.stop();
      if (tries === TRIES) throw stackErrors.error("not-started", { slots: stack.slots.length, wanted: slots });
    }
  }

  /** What a PC/SC client's environment needs to reach this stack. */
  get env(): { readonly PCSCLITE_CSOCK_NAME: string } {
    return { PCSCLITE_CSOCK_NAME: socketOf(this.#directory) };
  }

  /** Resolves when pcscd sees a card in this slot's reader, or none, as asked. */
  async card(slot: number, state: "present" | "absent"): Promise<void> {
    await this.#presence.when(this.slots[slot]!.reader, state);
  }

  /** Starts a program that sees this stack as its PC/SC service. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn(command, args, { ...options, env: { ...process.env, ...options.env, ...this.env } });
  }

  /** Runs a program against this stack until it ends. Rejects when it cannot be started. */
  async run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
    const child = this.spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout!.on("data", (chunk) => out.push(chunk));
    child.stderr!.on("data", (chunk) => err.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
  }

  /** Ends pcscd as a crash does: at once, leaving its socket behind. */
  async crash(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Starts pcscd (again) on the same socket and ports; ready when it returns. */
  async restart(): Promise<void> {
    await this.crash();
    this.#presence.clear();
    const { process, slots } = await startPcscd(this.#pcscd, this.#directory, (line) => this.#presence.hear(line));
    this.#process = process;
    this.slots = slots.slice(0, this.#wanted);
  }

  /** Ends pcscd and removes its files. */
  async stop(): Promise<void> {
    await this.crash();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/**
 * One entry for every two slots, each with its own name and its own copy of the driver: entries that share one mix up their slots. All in
 * one file: of several, pcscd takes them as the folder gives them, and the readers would be numbered in no order.
 */
async function writeReaderConf(directory: string, driver: string, count: number): Promise<void> {
  mkdirSync(join(directory, "conf"));
  const ports = await freePortPairs(count);
  const entries = readerEntries(2 * count, { ports, library: join(directory, "libifdvpcd.so") });
  for (const { library } of entries) copyFileSync(driver, library);
  writeFileSync(join(directory, "conf", "vpcd"), entries.map(({ text }) => text).join("\n"));
}
