import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Clock } from "#card/ports/clock.js";
import { DeadlineWatch } from "#card/ports/deadline-watch.js";
import { HOST_THREADS, type HostCall, type HostMessage, type HostRequest } from "./host-protocol.js";
import { asLine, LineDecoder } from "./line-decoder.js";

const MAIN = fileURLToPath(new URL("./host-main.js", import.meta.url));

/** What the host inherits of our environment: nothing that could be a secret. */
const INHERITED = ["PATH", "LANG", "LD_LIBRARY_PATH", "PCSCLITE_CSOCK_NAME", "SystemRoot", "windir"];

/** A call's outcome: `failed` with the library's text, `late` when the deadline passed, `gone` when the host ended under it. */
export type HostAnswer =
  | { readonly outcome: "done"; readonly response?: string; readonly readers?: readonly string[] }
  | { readonly outcome: "failed"; readonly text: string }
  | { readonly outcome: "late" }
  | { readonly outcome: "gone" };

export interface HostOptions {
  readonly clock: Clock;
  /** Variables for the host, e.g. PCSCLITE_CSOCK_NAME for a PC/SC service elsewhere. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Every message that is not the answer to a call. */
  readonly onMessage: (message: HostMessage) => void;
}

/** One reader host: a process, the calls it has under way, and its end. */
export class HostProcess {
  /** Resolves when the process has ended, with what it wrote last to its error output. Never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  /** Undefined when the process could not be started. */
  readonly #calls: Socket | undefined;
  readonly #deadlines: DeadlineWatch;
  readonly #pending = new Map<number, (answer: HostAnswer) => void>();
  #lastId = 0;

  constructor({ clock, environment, onMessage }: HostOptions) {
    this.#deadlines = new DeadlineWatch(clock, (id) => this.#settle(id, { outcome: "late" }));
    const inherited = INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    });
    this.#child = fork(MAIN, [], {
      serialization: "json",
      execArgv: [],
      env: { ...Object.fromEntries(inherited), ...environment, UV_THREADPOOL_SIZE: String(HOST_THREADS) },
      stdio: ["ignore", "ignore", "pipe", "ipc", "pipe"],
    });
    let said = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1_000);
    });
    this.#child.on("message", (message) => onMessage(message as HostMessage));
    const decoder = new LineDecoder();
    this.#calls = (this.#child.stdio[4] ?? undefined) as Socket | undefined;
    this.#calls?.on("data", (chunk: Buffer) => decoder.push(chunk, (message) => this.#take(message as HostMessage)));
    // The process has ended or ends now: its exit settles what is under way.
    this.#calls?.on("error", () => {});
    this.ended = new Promise((resolve) => {
      const end = () => {
        for (const id of [...this.#pending.keys()]) this.#settle(id, { outcome: "gone" });
        this.#deadlines.stop();
        resolve(said.trim());
      };
      this.#child.once("exit", end);
      // Only when it could not even be started is there no exit.
      this.#child.once("error", (error) => {
        said = error.message;
        if (this.#child.pid === undefined) end();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** True while any call is under way. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** Never rejects: every outcome is an answer. After `late` the host is not to be trusted any more: kill it. */
  call(call: HostCall, deadlineMs: number): Promise<HostAnswer> {
    const calls = this.#calls;
    if (!this.#child.connected || calls === undefined || !calls.writable) return Promise.resolve({ outcome: "gone" });
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#pending.set(id, resolve);
      this.#deadlines.add(id, deadlineMs);
      const request: HostRequest = { ...call, id };
      calls.write(asLine(request), (error) => {
        if (error) this.#settle(id, { outcome: "gone" });
      });
    });
  }

  /** Ends the process at once: PC/SC resets the cards that it held. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #take(message: HostMessage): void {
    if (message.type === "done") this.#settle(message.id, { ...message, outcome: "done" });
    else if (message.type === "failed") this.#settle(message.id, { outcome: "failed", text: message.text });
  }

  #settle(id: number, answer: HostAnswer): void {
    const resolve = this.#pending.get(id);
    if (resolve === undefined) return;
    this.#pending.delete(id);
    this.#deadlines.delete(id);
    resolve(answer);
  }
}
