import type { Bilingual, StepEvidence } from "../evidence/types.js";
import type { RunEvent, RunListener } from "./run-scenario.js";

/** Where a progress display writes; a terminal redraws its last line. */
export interface ProgressOutput {
  write(text: string): void;
  readonly isTTY?: boolean;
  /** Width of the terminal in cells. */
  readonly columns?: number;
}

const plainStyle = { green: "", red: "", yellow: "", dim: "", bold: "", end: "" };
const ansiStyle = {
  green: "\u001b[32m",
  red: "\u001b[31m",
  yellow: "\u001b[33m",
  dim: "\u001b[2m",
  bold: "\u001b[1m",
  end: "\u001b[0m",
};

const marks = { passed: "✓", failed: "✗", skipped: "–" } as const;

const both = ({ ja, en }: Bilingual): string => (ja === en ? ja : `${ja} · ${en}`);

/** A text without anything that could move a terminal's cursor or colour. */
const calm = (text: string): string => text.replace(/\p{Cc}+/gu, " ");

/** As much of a text as fits into so many cells of a terminal; Japanese characters take two. */
export function fitting(text: string, cells: number): string {
  let used = 0;
  let fits = "";
  for (const character of text) {
    used += character.codePointAt(0)! >= 0x1100 ? 2 : 1;
    if (used > cells) break;
    fits += character;
  }
  return fits;
}

/** One readable line a step, in Japanese and English; on a terminal the running step shows on a line of its own. */
export function progressDisplay(output: ProgressOutput): RunListener {
  const live = output.isTTY === true;
  const style = live ? ansiStyle : plainStyle;
  const colours = { passed: style.green, failed: style.red, skipped: style.yellow } as const;
  let steps = 0;
  let width = 2;

  const line = (text: string) => output.write(`${live ? "\r\u001b[2K" : ""}${text}\n`);
  const number = (index: number) => String(index).padStart(width);

  const failure = ({ failure: failed }: StepEvidence) => {
    if (failed === undefined) return;
    line(`       ${style.red}${calm(both(failed.message))}${style.end}`);
    if (failed.expected !== undefined) line(`       期待 expected: ${calm(failed.expected)}`);
    if (failed.actual !== undefined) line(`       実際 actual:   ${calm(failed.actual).slice(0, 2000)}`);
    line(`       ${style.dim}${failed.file}:${failed.line}${style.end}`);
  };

  return (event: RunEvent) => {
    switch (event.type) {
      case "scenario":
        steps = event.steps;
        width = String(steps).length;
        line("");
        line(
          `${style.bold}${calm(event.title.ja)}${style.end}  ${calm(event.title.en)}  ${style.dim}${event.id}${style.end}`,
        );
        break;
      case "step":
        // A line that wraps could not be taken back.
        if (live) {
          const running = `  ◌ ${number(event.index)}/${steps} ${calm(both(event.title))}`;
          output.write(`\r\u001b[2K${style.dim}${fitting(running, (output.columns ?? 80) - 1)}${style.end}`);
        }
        break;
      case "step-done": {
        const { outcome, index, title, summary, apdus, durationMs } = event.step;
        const apdu = apdus.length === 0 ? "" : ` · ${apdus.length} APDU`;
        line(
          `  ${colours[outcome]}${marks[outcome]}${style.end} ${number(index)} ${calm(title.ja)} ${style.dim}${calm(title.en)}${style.end} — ${calm(summary.ja)}${style.dim}${apdu} · ${durationMs.toFixed(0)} ms${style.end}`,
        );
        failure(event.step);
        break;
      }
      case "scenario-done": {
        const { outcome, skipReason, durationMs, digest } = event.scenario;
        const reason = skipReason === undefined ? "" : ` ${calm(both(skipReason))}`;
        const words = { passed: "合格 passed", failed: "不合格 failed", skipped: "未実施 skipped" } as const;
        line(
          `  ${colours[outcome]}${words[outcome]}${style.end}${reason} ${style.dim}${(durationMs / 1000).toFixed(1)} s · ${digest.slice(0, 16)}${style.end}`,
        );
      }
    }
  };
}
