import type { ProgressOutput } from "#harness/runner/progress.js";
import { barOf, statusLine } from "../bar.js";

/** What a daemon tells of an import that is on its way. */
export interface ImportProgress {
  /** Residents or cards so far. */
  readonly lines: number;
  readonly octets: number;
  readonly of?: number | undefined;
}

/** The bar of an import: redrawn on a terminal, a plain line for each tenth of the file elsewhere. */
export function importBar(output: ProgressOutput): { show(progress: ImportProgress): void; end(): void } {
  const status = statusLine(output);
  let tenth = 0;
  return {
    show({ lines, octets, of }) {
      const part = octets / Math.max(1, of ?? octets);
      const text = `${barOf(part)}  ${lines.toLocaleString("en-US")} 件`;
      if (output.isTTY === true) status.show(text);
      else if (Math.floor(part * 10) > tenth) {
        tenth = Math.floor(part * 10);
        output.write(`${text}\n`);
      }
    },
    end: () => status.end(),
  };
}
