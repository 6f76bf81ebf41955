import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { benchErrors } from "../errors.js";

const exec = promisify(execFile);

/** The peers' sources lie beside ours, not in the compiled tree. */
const SOURCES = fileURLToPath(new URL("../../../bench/peers/", import.meta.url));

export type PeerName = "null-card" | "apdu-driver";

const PCSC = ["-I/usr/include/PCSC", "-lpcsclite"];

/** Compiles a peer with the machine's C compiler into a new folder; gives the program's path. Throws `bench.peer-failed`. */
export async function buildPeer(name: PeerName): Promise<string> {
  const program = join(await mkdtemp(join(tmpdir(), "madoguchi-bench-")), name);
  const libraries = name === "apdu-driver" ? PCSC : [];
  try {
    await exec("cc", ["-O2", "-std=gnu11", "-o", program, join(SOURCES, `${name}.c`), ...libraries]);
  } catch (error) {
    throw benchErrors.error("peer-failed", { peer: name }, { cause: error });
  }
  return program;
}
