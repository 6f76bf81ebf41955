import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

const FOLDERS = "/tmp";
/** The process that the folder belongs to stands in its name: it is told from the first moment on. */
const NAME = /^madoguchi-pcsc-(\d+)-/;

/** The socket of a stack's pcscd in its folder. */
export const socketOf = (folder: string): string => join(folder, "pcscd.comm");

/** A folder for a stack of this process. */
export function newFolder(): string {
  return mkdtempSync(join(FOLDERS, `madoguchi-pcsc-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Whether somebody answers there: a stack of another container, whose processes we do not see. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(socket);
    const end = (alive: boolean) => {
      client.destroy();
      resolve(alive);
    };
    client.once("connect", () => end(true));
    client.once("error", () => end(false));
  });
}

/**
 * Takes away what stacks left whose process was killed before it could: folders of processes that are gone, and in which no pcscd
 * answers. Gives the folders that it took away. What is not ours to take away stays.
 */
export async function sweepLeftovers(): Promise<readonly string[]> {
  const swept: string[] = [];
  for (const name of readdirSync(FOLDERS)) {
    const owner = NAME.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const folder = join(FOLDERS, name);
    if (await answers(socketOf(folder))) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
      swept.push(folder);
    } catch {
      // Another user's.
    }
  }
  return swept;
}
