import { CommanderError, InvalidArgumentError } from "commander";
import { MadoguchiError } from "#card/errors/madoguchi-error.js";

/** Exit codes of the command line: 1 for what went wrong, 2 for a command that was written wrongly. */
export const EXIT = { failure: 1, usage: 2 } as const;

/** What a person reads of an error: code, place, cause and remedy in both languages; the stack of one that nobody foresaw. */
export function failureLines(error: unknown): string[] {
  if (!(error instanceof MadoguchiError)) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const { row, details } = error;
  const place = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return [
    `✘ ${row.code}${place.length > 0 ? `  ${place.join(" ")}` : ""}`,
    `  ${row.ja.cause}`,
    `  → ${row.ja.remedy}`,
    `  ${row.en.cause}`,
    `  → ${row.en.remedy}`,
  ];
}

/** Tells a failure on the error output; gives the exit code. Help and version are no failure; commander has told its own. */
export function reportFailure(error: unknown): number {
  // Thrown by an action, after commander has read the line: nobody has told it yet.
  if (error instanceof InvalidArgumentError) {
    console.error(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  console.error(failureLines(error).join("\n"));
  return EXIT.failure;
}
