import { spawnSync } from "node:child_process";
import { stackMissing } from "../stack/index.js";

/** Skips the suite, and says so, unless a PC/SC stack and these programs are here. Call it first in `before`. */
export function requireTools(suite: Mocha.Context, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => spawnSync(program, ["--version"]).error !== undefined);
  const reason = stackMissing() ?? (missing.length > 0 ? `not installed: ${missing.join(" ")}` : undefined);
  if (reason === undefined) return;
  console.warn(`    SKIPPED, nothing was tested: ${reason}`);
  suite.skip();
}
