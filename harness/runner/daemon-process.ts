import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { wirePath } from "#daemon/api/contract/index.js";
import { packageRoot } from "../scenario/package-root.js";
import { tiedToUs } from "../stack/index.js";
import type { RunningDaemon } from "./build-world.js";
import { runnerErrors } from "./errors.js";

const START_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 15_000;
const LAST_LINES = 20;

/** Ends a child: asked first, then made to. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), END_DEADLINE_MS);
  await gone;
  clearTimeout(timer);
}

/**
 * Starts `madoguchi daemon` as a process of its own and waits until it says where it listens. `ca` is the authority that clients are
 * to trust: the certificate is checked as a terminal would. Throws `runner.daemon-failed` with the last lines that it wrote.
 */
export async function startDaemonProcess(
  configFile: string,
  ca: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningDaemon> {
  const main = `${packageRoot}dist/cli/main.js`;
  const { command, args, detached } = tiedToUs("TERM", process.execPath, [main, "daemon", "--config", configFile]);
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
  };
  createInterface(child.stderr).on("line", keep);
  const page = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_DEADLINE_MS);
    const settle = (address: string | undefined) => {
      clearTimeout(timer);
      resolve(address);
    };
    createInterface(child.stdout).on("line", (line) => {
      keep(line);
      const address = /https:\/\/[^\s/]+/.exec(line)?.[0];
      if (address !== undefined) settle(address);
    });
    child.once("error", () => settle(undefined));
    child.once("exit", () => settle(undefined));
  });
  if (page === undefined) {
    await end(child);
    throw runnerErrors.error("daemon-failed", { output: lines.join("\n") });
  }
  const url = `${page.replace("https:", "wss:")}${wirePath}`;
  return { endpoint: { url, page: `${page}/`, ca }, stop: () => end(child), kill: () => child.kill("SIGKILL") };
}
