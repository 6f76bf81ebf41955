import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./setup/build.mjs";
import { complain, say, writeTo } from "./setup/console.mjs";
import { buildNatives, installModules, missingNatives } from "./setup/modules.mjs";
import { installPackages } from "./setup/packages.mjs";
import { endWithParent, endWithSignals, ProgramFailed } from "./setup/run.mjs";

/** The folder of package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];

/**
 * Makes this machine ready: Debian packages, npm packages, native modules, build. Does only what is missing.
 * `tests`: with the outside clients that the tests use; `peers`: with what the benchmarks are held against. Progress goes to `output`.
 * Plain Node without any package, since none may be there yet. Ends the process with code 1 when it cannot go on.
 */
export async function setUp({ tests = false, peers = false, output = process.stdout } = {}) {
  writeTo(output);
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    complain(
      `Node ${OLDEST_NODE.join(".")} or newer is needed, this is ${process.versions.node} · Nodeの更新が必要です`,
    );
    process.exit(1);
  }
  endWithParent();
  const stopListening = endWithSignals();
  try {
    await installModules(ROOT);
    const natives = missingNatives(ROOT);
    await installPackages({ compiler: natives.length > 0, tests, peers });
    await buildNatives(ROOT, natives);
    await build(ROOT);
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    complain(error.message);
    say(error.tail.join("\n"));
    process.exit(1);
  } finally {
    stopListening();
  }
}
