import type { z } from "zod";

/** What zod says by itself: a schema's own words are better, and stay. */
const OWN_WORDS = /^(Invalid|Too|Unrecognized|Unknown)/;

const both = (en: string, ja: string): string => `${en} · ${ja}`;

const TYPES: ReadonlyMap<string, string> = new Map([
  ["string", both("a text is wanted", "文字列で指定してください")],
  ["number", both("a number is wanted", "数値で指定してください")],
  ["int", both("a whole number is wanted", "整数で指定してください")],
  ["boolean", both("true or false is wanted", "true か false で指定してください")],
  ["array", both("a list is wanted", "リストで指定してください")],
  ["object", both("a map of fields is wanted", "項目の並び（マップ）で指定してください")],
  ["record", both("a map of fields is wanted", "項目の並び（マップ）で指定してください")],
]);

/** The values that a field may have, where nothing but a choice of values is allowed. */
function choices(issue: z.core.$ZodIssue): readonly unknown[] | undefined {
  if (issue.code === "invalid_value") return issue.values;
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return undefined;
  const each = issue.errors.map(([first, ...more]) =>
    first === undefined || more.length > 0 || first.path.length > 0 ? undefined : choices(first),
  );
  return each.some((values) => values === undefined) ? undefined : each.flatMap((values) => values ?? []);
}

/**
 * What is wrong with a value, in English and Japanese, for whoever wrote it: what is wanted rather than that something is not right.
 * `missing` when the field is not there at all.
 */
export function issueWords(issue: z.core.$ZodIssue, missing = false): string {
  const allowed = choices(issue);
  if (missing && (issue.code === "invalid_type" || allowed !== undefined)) {
    return both("this field is missing", "この項目がありません");
  }
  if (!OWN_WORDS.test(issue.message)) return issue.message;
  if (allowed?.length === 1) return both(`only ${allowed[0]}`, `${allowed[0]} だけを指定できます`);
  if (allowed !== undefined) return both(`one of ${allowed.join(", ")}`, "このいずれかを指定してください");
  switch (issue.code) {
    case "invalid_type":
      return TYPES.get(issue.expected) ?? issue.message;
    case "too_small":
      return size(issue.origin, issue.minimum, ["at least", "以上"]);
    case "too_big":
      return size(issue.origin, issue.maximum, ["at most", "以下"]);
    case "unrecognized_keys": {
      const keys = issue.keys.join(", ");
      return both(`no such field: ${keys}`, `${keys} という項目はありません`);
    }
    default:
      return issue.message;
  }
}

function size(origin: string, limit: number | bigint, [en, ja]: readonly [string, string]): string {
  if (origin === "string") return both(`${en} ${limit} characters`, `${limit}文字${ja}で指定してください`);
  if (origin === "array") return both(`${en} ${limit} entries`, `${limit}件${ja}で指定してください`);
  return both(`${en} ${limit}`, `${limit}${ja}で指定してください`);
}

/** True when a value has nothing at the place that an issue names. */
export function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);
  return found === undefined;
}
