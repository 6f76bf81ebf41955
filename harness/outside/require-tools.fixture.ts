import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { stackMissing } from "../stack/index.js";

/**
 * Skips the suite unless a PC/SC stack and these programs (or files, by absolute path) are here. The reason goes into the suite's title, and so into the list
 * of what was not tested that `npm test` ends with. Call it first in `before`.
 */
export function requireTools(suite: Mocha.Context, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => !installed(program));
  const reason = stackMissing() ?? (missing.length > 0 ? `not installed: ${missing.join(" ")}` : undefined);
  if (reason === undefined) return;
  const { parent } = suite.test!;
  parent!.title += ` (SKIPPED: ${reason})`;
  suite.skip();
}

function installed(program: string): boolean {
  return isAbsolute(program) ? existsSync(program) : spawnSync(program, ["--version"]).error === undefined;
}
