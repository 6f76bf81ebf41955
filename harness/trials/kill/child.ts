import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tiedToUs } from "../../stack/index.js";

const CHILD = fileURLToPath(new URL("./daemon-child.js", import.meta.url));

/** A daemon's process. */
export class DaemonChild {
  readonly #child: ChildProcess;
  /** All that it wrote to its outputs. */
  said = "";
  /** Address of the wire, or what it said on its error output when it ended before it listened. */
  readonly listening: Promise<string>;
  readonly #gone: Promise<unknown>;

  /** `nodeFlags` go to its Node, such as `--cpu-prof`. */
  constructor(planFile: string, nodeFlags: readonly string[] = []) {
    const { command, args, detached } = tiedToUs("KILL", process.execPath, [...nodeFlags, CHILD, planFile]);
    this.#child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached });
    this.#gone = once(this.#child, "exit");
    this.#child.stderr!.on("data", (part) => this.#hear(part));
    this.#child.stdout!.on("data", (part) => this.#hear(part));
    this.listening = new Promise((resolve, reject) => {
      createInterface(this.#child.stdout!).once("line", resolve);
      void this.#gone.then(() => reject(new Error(`the daemon ended before it listened: ${this.said}`)));
    });
    // Whoever kills it on the way up does not wait for it.
    this.listening.catch(() => undefined);
  }

  #hear(part: unknown): void {
    this.said += String(part);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#gone;
  }
}
