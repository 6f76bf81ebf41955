import { fitting, type ProgressOutput } from "#harness/runner/progress.js";

const CELLS = 30;

/** A bar for a part between 0 and 1, with its percentage. */
export function barOf(part: number): string {
  const done = Math.max(0, Math.min(1, part));
  const full = Math.floor(done * CELLS);
  return ` [${"#".repeat(full)}${"·".repeat(CELLS - full)}] ${`${Math.floor(100 * done)}`.padStart(3)} %`;
}

/** The last line of a terminal, which is drawn anew and taken away at the end. */
export function statusLine(output: ProgressOutput): { show(line: string): void; end(): void } {
  let drawn = "";
  return {
    show(line) {
      if (line === drawn) return;
      drawn = line;
      // A line that wraps could not be taken back.
      output.write(`\r\u001b[2K${fitting(line, (output.columns ?? 80) - 1)}`);
    },
    end() {
      if (drawn !== "") output.write("\r\u001b[2K");
    },
  };
}
