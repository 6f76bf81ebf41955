import { configErrors } from "#daemon/config/config-errors.js";

/** Mistakes of a configuration are a list, each with its place: one block, not a stack. False for any other error, which is not told. */
export function tellConfigMistakes(error: unknown): boolean {
  if (!configErrors.is(error, "invalid")) return false;
  const { ja, en } = error.row;
  const problems = String(error.details["problems"]).split("\n");
  console.error(
    [
      `✘ ${ja.cause} · ${en.cause}`,
      ...problems.map((line) => `  ${line}`),
      `  → ${ja.remedy}`,
      `  → ${en.remedy}`,
    ].join("\n"),
  );
  return true;
}
