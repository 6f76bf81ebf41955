import { once } from "node:events";
import { chmodSync, linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, type Stats } from "node:fs";
import { connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deskErrors } from "../errors.js";

/** What every system takes: Linux has room for 107 octets, others for 103; the private folder below needs some of them. */
const LONGEST_PATH = 100;

/** Where the desk is served when nothing else is said: a folder of this user alone. */
export function defaultSocket(env: NodeJS.ProcessEnv = process.env): string {
  const runtime = env["XDG_RUNTIME_DIR"];
  return join(runtime || join(tmpdir(), `madoguchi-${process.getuid?.() ?? "user"}`), "madoguchi-card.sock");
}

const look = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

function bad(socket: string, reason: string, cause?: unknown) {
  return deskErrors.error("bad-socket", { socket, reason }, { cause });
}

/** Whether a program answers on the socket. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  const answered = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answered;
}

/** Takes away what a server that was killed left behind. Throws `desk.already-served` and `desk.bad-socket`. */
async function clearStale(path: string): Promise<void> {
  const found = look(path);
  if (found === undefined) return;
  if (!found.isSocket()) throw bad(path, "another file is there");
  if (await answers(path)) throw deskErrors.error("already-served", { socket: path });
  // Not one that was put there meanwhile.
  if (look(path)?.ino === found.ino) rmSync(path);
}

/** The folder of the default socket is made, and must be this user's alone. */
function prepareFolder(path: string): void {
  const folder = dirname(path);
  if (path === defaultSocket() && !process.env["XDG_RUNTIME_DIR"]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw bad(path, "its folder is not yours alone");
  } else if (!look(folder)?.isDirectory()) throw bad(path, "its folder is not there");
}

/** The server's socket; gives what removes it. */
export type RemoveSocket = () => void;

/**
 * Listens on a Unix domain socket that only this user may open (mode 0600): it gets its mode in a folder that nobody else can enter,
 * and then its name, which fails where the name is taken. Throws `desk.bad-socket` and `desk.already-served`.
 */
export async function listenPrivately(server: Server, path: string): Promise<RemoveSocket> {
  if (Buffer.byteLength(path) > LONGEST_PATH) throw bad(path, "too long");
  prepareFolder(path);
  await clearStale(path);
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(dirname(path), "."));
    const made = join(folder, "s");
    server.listen(made);
    await once(server, "listening");
    chmodSync(made, 0o600);
    linkSync(made, path);
  } catch (error) {
    server.close();
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw deskErrors.error("already-served", { socket: path });
    throw bad(path, (error as NodeJS.ErrnoException).code ?? "unknown", error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  const { ino } = lstatSync(path);
  return () => {
    if (look(path)?.ino === ino) rmSync(path);
  };
}
