import { spawn } from "node:child_process";

const TAIL_LINES = 40;
const running = new Set();

/** A program that failed: its command, exit code and last lines of output. */
export class ProgramFailed extends Error {
  constructor(command, code, tail) {
    super(`${command}: ${code}`);
    this.command = command;
    this.tail = tail;
  }
}

/** Ends whatever is being run, when the set-up itself is ended. Gives the function that stops listening. */
export function endWithSignals() {
  const listeners = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, code]) => {
    const end = () => {
      for (const child of running) child.kill(signal);
      process.exit(code);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  return () => {
    for (const off of listeners) off();
  };
}

const PARENT_LOOK_MS = 250;

/**
 * Ends this process when the one that started it is gone. npm run under a shell ends the shell when it is ended itself,
 * and the shell does not pass that on.
 */
export function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, PARENT_LOOK_MS).unref();
}

/**
 * Runs a program and keeps the last lines of its output; `tell` hears every line. Rejects with `ProgramFailed`.
 * With `timeoutMs` a program that takes longer is ended and counts as failed.
 */
export function run(command, args, { cwd, env, timeoutMs, tell = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const tail = [];
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const onText = (text) => {
      for (const line of text.split("\n")) {
        if (line.trim() === "") continue;
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
        tell(line);
      }
    };
    child.stdout.setEncoding("utf8").on("data", onText);
    child.stderr.setEncoding("utf8").on("data", onText);
    const done = (code) => {
      clearTimeout(timer);
      running.delete(child);
      if (code === 0) resolve();
      else reject(new ProgramFailed([command, ...args].join(" "), code, tail));
    };
    child.once("error", (error) => done(error.code));
    child.once("close", (code, signal) => done(code ?? signal));
  });
}
