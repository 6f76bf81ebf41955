import type { z } from "zod";
import type { Bilingual } from "../api/contract/index.js";
import { coreFields } from "../residents/file/resident-line.js";
import { fixedValue } from "./fixed-values.js";
import { errorAt, type Problem } from "./problems.js";
import { faults } from "./schema/text.js";
import { type TuningSet, tuningSet } from "./schema/tuning-set.js";

export interface ReadSet {
  /** The set, where its shape has no error. */
  readonly set?: TuningSet;
  readonly problems: readonly Problem[];
}

/** Reads what somebody calls a tuning set. Every place that is wrong is named, and no value is told back. */
export function readSet(given: unknown): ReadSet {
  const read = tuningSet.safeParse(given);
  if (read.success) return { set: read.data, problems: [] };
  return { problems: read.error.issues.flatMap((issue) => problemsOf(issue, given)) };
}

function problemsOf(issue: z.core.$ZodIssue, given: unknown): readonly Problem[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknown([...path, key]));
  if (issue.code === "invalid_key") return [unknown(path)];
  if (issue.code === "too_big") return [errorAt("too-long", path, most(Number(issue.maximum)))];
  if (path[0] === "items" && path.at(-1) === "name" && coreFields.includes(String(valueAt(given, path)))) {
    return [errorAt("core-item", path, CORE)];
  }
  return [errorAt("bad-value", path, wrong(issue))];
}

/** A parameter that is none: a fixed value is refused as one. */
function unknown(path: readonly PropertyKey[]): Problem {
  const fixed = fixedValue(String(path.at(-1)));
  if (fixed !== undefined) return errorAt("fixed-value", path, fixed);
  return errorAt("unknown-parameter", path, {
    ja: "このパラメータはありません",
    en: "there is no such parameter",
  });
}

const CORE: Bilingual = {
  ja: "標準の項目と同じ名前は使えません。標準の項目は変更・削除できません（R-DATA-11）",
  en: "a core item has this name; core items cannot be changed (R-DATA-11)",
};

const most = (maximum: number): Bilingual => ({
  ja: `${maximum}以内にしてください（切り詰めません）`,
  en: `at most ${maximum}; nothing is cut off silently`,
});

function wrong(issue: z.core.$ZodIssue): Bilingual {
  const told = faults[issue.message as keyof typeof faults];
  if (told !== undefined) return told;
  if (issue.code === "too_small") return { ja: `${issue.minimum}以上にしてください`, en: `at least ${issue.minimum}` };
  if (issue.code === "invalid_value") {
    const values = issue.values.join(", ");
    return { ja: `次のいずれか: ${values}`, en: `one of ${values}` };
  }
  return { ja: "この値は使えません", en: "this value is not taken" };
}

const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], given);
