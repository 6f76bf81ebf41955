import type { Bilingual } from "../api/contract/index.js";

export const problemCodes = [
  "unknown-parameter",
  "fixed-value",
  "bad-value",
  "too-long",
  "unknown-field",
  "secret-field",
  "mandatory-field",
  "core-item",
  "item-twice",
  "configured-item",
  "item-removed",
  "item-changed",
  "contrast",
  "unknown-font",
  "required-item",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Something about a tuning set: an error keeps it from being saved, a warning is for a person to weigh. */
export interface Problem extends Bilingual {
  readonly level: "error" | "warning";
  readonly code: ProblemCode;
  /** Where, as names and numbers with dots between: `colours.ink`. */
  readonly place: string;
}

export const problem = (
  level: Problem["level"],
  code: ProblemCode,
  place: readonly PropertyKey[],
  { ja, en }: Bilingual,
): Problem => ({ level, code, place: place.map(String).join("."), ja, en });

export const errorAt = (code: ProblemCode, place: readonly PropertyKey[], text: Bilingual): Problem =>
  problem("error", code, place, text);

export const warningAt = (code: ProblemCode, place: readonly PropertyKey[], text: Bilingual): Problem =>
  problem("warning", code, place, text);
