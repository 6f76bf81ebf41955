import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A file that is there while the daemon runs: one that is there at start tells of an unclean stop (R-LOG-03). */
export class RunMark {
  readonly #file: string;

  constructor(data: string) {
    this.#file = join(data, "running");
  }

  /** Sets the mark; gives whether the run before ended cleanly. */
  set(): boolean {
    const clean = !existsSync(this.#file);
    writeFileSync(this.#file, "", { mode: 0o600 });
    return clean;
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
