import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { socketOf } from "./leftovers.js";
import { stackErrors } from "./stack-errors.js";

/** A pcscd that is ready. */
export interface RunningPcscd {
  readonly process: ChildProcess;
  /** The virtual reader's slots, in the order in which PC/SC lists them. */
  readonly slots: readonly StackSlot[];
}

const LINES_KEPT = 40;

/** A slot as pcscd announced it. */
export interface StackSlot {
  /** The reader's name, as PC/SC clients see it. */
  readonly reader: string;
  /** Where a virtual card connects. */
  readonly port: number;
}

/**
 * Own mounts for the service: /run, since pcscd writes its pid file there, and the USB drivers, so that it leaves the
 * machine's real readers to the machine's own pcscd. Where mounts are not allowed it runs without.
 */
function withOwnMounts(): string[] {
  const unshare = ["unshare", ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]), "--mount"];
  const allowed = spawnSync(unshare[0]!, [...unshare.slice(1), "mount", "-t", "tmpfs", "none", "/run"]).status === 0;
  return allowed ? unshare : [];
}

const RUN = `
for place in $PRIVATE_MOUNTS; do mount -t tmpfs none "$place"; done
LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"
`;

/** A socket at `path` that nobody listens to in this process: libuv removes the name that it bound, not this one. */
async function bindSocket(path: string): Promise<Server> {
  const server = createServer();
  server.listen(`${path}.new`);
  await once(server, "listening");
  renameSync(`${path}.new`, path);
  return server;
}

/**
 * Starts pcscd in the foreground with the reader.conf files of `directory`, on the socket `directory/pcscd.comm`
 * (handed over as systemd does, sd_listen_fds(3)). Ready when all readers are. It dies with this process.
 * `onLine` hears each line of pcscd's log. Throws `stack.not-started`.
 */
export async function startPcscd(
  pcscd: string,
  directory: string,
  onLine: (line: string) => void,
): Promise<RunningPcscd> {
  const socket = await bindSocket(socketOf(directory));
  const mounts = withOwnMounts();
  const options = spawnSync(pcscd, ["--help"], { encoding: "utf8" }).stdout.includes("--disable-polkit")
    ? ["--disable-polkit"]
    : [];
  const command = [...mounts, "setpriv", "--pdeathsig", "KILL", "sh", "-c", RUN, "pcscd"];
  command.push(pcscd, "--foreground", "--info", "--config", join(directory, "conf"), ...options);
  const handle = (socket as Server & { _handle: { fd: number } })._handle;
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ["ignore", "pipe", "pipe", handle.fd],
    // Out of the terminal's process group: Ctrl-C is for us, who end it in order.
    detached: true,
    env: { PATH: process.env["PATH"], PRIVATE_MOUNTS: mounts.length > 0 ? "/run /usr/lib/pcsc/drivers" : "" },
  });
  socket.close();
  const slots = await readSlots(child, onLine);
  return { process: child, slots };
}

/**
 * Starts the machine's own pcscd, as its start script would: its readers, its socket. Needs root. It ends with this process.
 * Throws `stack.not-started`.
 */
export async function startSystemPcscd(pcscd: string): Promise<RunningPcscd> {
  const args = ["--pdeathsig", "TERM", pcscd, "--foreground", "--info"];
  const child = spawn("setpriv", args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  return { process: child, slots: await readSlots(child, () => {}) };
}

/** Reads pcscd's log until it says that it is ready; keeps reading afterwards, so that it never blocks on a full pipe. */
function readSlots(child: ChildProcess, hear: (line: string) => void): Promise<StackSlot[]> {
  return new Promise((resolve, reject) => {
    const slots: StackSlot[] = [];
    const log: string[] = [];
    let reader = "";
    const onLine = (line: string) => {
      log.push(line);
      if (log.length > LINES_KEPT) log.shift();
      reader = /Attempting startup of (.+) using /.exec(line)?.[1] ?? reader;
      const port = /Waiting for virtual ICC on port (\d+)/.exec(line)?.[1];
      if (port !== undefined) slots.push({ reader, port: Number(port) });
      hear(line);
      if (line.includes("daemon ready")) resolve(slots);
    };
    createInterface({ input: child.stdout! }).on("line", onLine);
    createInterface({ input: child.stderr! }).on("line", onLine);
    const fail = (error?: unknown) =>
      reject(stackErrors.error("not-started", { log: log.slice(-5).join(" | ") }, { cause: error }));
    child.once("error", fail);
    child.once("exit", () => fail());
  });
}
