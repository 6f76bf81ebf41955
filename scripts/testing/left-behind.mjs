import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE_MS = Number(process.env.MADOGUCHI_TEST_GRACE_MS ?? 10_000);
const LOOK_MS = 100;
const COMMAND_LENGTH = 160;

/** The running processes that have this variable in their environment (Linux; none elsewhere). */
function marked(variable) {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return command === "" ? [] : [{ pid: Number(pid), command: command.slice(0, COMMAND_LENGTH) }];
    } catch {
      // Gone meanwhile, or another user's.
      return [];
    }
  });
}

/**
 * Ends the processes that a run of tests left behind, known by a variable of their environment, and names them. They could hold on to
 * our output, and whoever reads it would wait for its end for ever. Those that end by themselves within the grace are none.
 */
export async function endLeftBehind(variable) {
  for (let waited = 0; waited < GRACE_MS && marked(variable).length > 0; waited += LOOK_MS) await sleep(LOOK_MS);
  const left = marked(variable);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  return left.map(({ pid, command }) => `process ${pid}: ${command}`);
}
