import { existsSync, symlinkSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchErrors } from "../errors.js";

const PROGRAM = "/usr/bin/vicc";
const MODULES = "/usr/lib/python3/site-packages/virtualsmartcard";
const CRYPTO = "/usr/lib/python3/dist-packages/Cryptodome";

/**
 * How to run Debian's vicc: Debian 12 installs its modules where its own Python does not look, and its Crypto module under
 * another name. Throws `bench.peer-failed`.
 */
export async function viccCommand(port: number): Promise<{ command: string; args: string[]; env: NodeJS.ProcessEnv }> {
  for (const path of [PROGRAM, MODULES, CRYPTO]) {
    if (!existsSync(path)) throw benchErrors.error("peer-failed", { peer: "vicc", missing: path });
  }
  const extra = await mkdtemp(join(tmpdir(), "madoguchi-vicc-"));
  symlinkSync(CRYPTO, join(extra, "Crypto"));
  return {
    command: "/usr/bin/python3",
    args: [PROGRAM, "--type", "iso7816", "--hostname", "127.0.0.1", "--port", String(port)],
    env: { ...process.env, PYTHONPATH: `${MODULES}:${extra}` },
  };
}
