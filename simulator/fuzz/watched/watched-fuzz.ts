import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { toHex } from "#card/bytes/bytes.js";
import type { Clock } from "#card/ports/clock.js";
import { FlightRecorder } from "./flight-recorder.js";
import type { Found, FuzzTask, WatchedReport } from "./messages.js";

export interface WatchedFuzzOptions extends Omit<FuzzTask, "shared"> {
  readonly clock: Clock;
  /** Longest time that one command may take: a longer one is slow, and one that does not end a second later hangs. */
  readonly limitMs: number;
  /** Told now and then how many commands were sent. */
  readonly onProgress?: (sent: number) => void;
  /** Ends the run after the sequence under way. */
  readonly signal?: AbortSignal;
}

const LOOK_EVERY_MS = 100;
/** Above the limit: what takes longer than the limit and ends is told by the fuzzer itself. */
const GRACE_MS = 1_000;

/**
 * `fuzz` in a thread of its own, with a watch over it: a card that never answers cannot be broken off from within. The thread is ended
 * then, and the finding names the sequence and the command at which it hung. Throws what issuing and recording throw in the thread.
 */
export async function watchedFuzz(options: WatchedFuzzOptions): Promise<WatchedReport> {
  const { clock, onProgress, signal, ...task } = options;
  const recorder = new FlightRecorder();
  const started = clock.now();
  const worker = new Worker(new URL("./fuzz-thread.js", import.meta.url), {
    workerData: { ...task, shared: recorder.shared } satisfies FuzzTask,
  });
  const over = new AbortController();
  const ended = once(worker, "message").then(([report]) => report as WatchedReport);
  try {
    return await Promise.race([ended, watch()]);
  } finally {
    over.abort();
    ended.catch(() => undefined);
    await worker.terminate();
  }

  /** Comes back when nothing has moved for longer than a command may take. */
  async function watch(): Promise<WatchedReport> {
    let beats = 0;
    let since = clock.now();
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, over.signal);
      if (signal?.aborted) recorder.stop();
      onProgress?.(recorder.sent);
      const now = clock.now();
      if (recorder.beats !== beats || beats === 0) {
        beats = recorder.beats;
        since = now;
      } else if (now - since > task.limitMs + GRACE_MS) {
        await worker.terminate();
        return hung(now - started, now - since);
      }
    }
  }

  function hung(elapsedMs: number, slowestMs: number): WatchedReport {
    const { working, dropped, ...sequence } = recorder.read();
    const sequences = Number(/\/(\d+)$/.exec(sequence.seed)?.[1] ?? 0) + 1;
    const facts = { profile: task.profile.name, seed: task.seed, commands: recorder.sent, sequences };
    return { ...facts, slowestMs, elapsedMs, found: { ...sequence, kind: "hang", problem: problemOf() } };

    function problemOf(): Found["problem"] {
      const last = sequence.steps.at(-1)?.command;
      const what = !working ? "the fuzzer's own half" : last === "reset" ? "a reset" : `command ${shown(last)}`;
      const missing =
        dropped === 0 ? "" : ` (${dropped} steps before these are not kept: play the sequence by its seed)`;
      return `${what} did not end within ${Math.floor(slowestMs)} ms${missing}`;
    }
  }
}

const shown = (command: Uint8Array | undefined): string => {
  const hex = toHex(command ?? new Uint8Array(0));
  return hex.length <= 80 ? hex : `${hex.slice(0, 80)}…`;
};
