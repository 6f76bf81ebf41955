import { readFileSync } from "node:fs";
import { packageRoot } from "./package-root.js";

let known: ReadonlySet<string> | undefined;

const idsOf = (name: string): string[] =>
  (JSON.parse(readFileSync(`${packageRoot}reports/requirements/${name}.json`, "utf8")) as { id: string }[]).map(
    ({ id }) => id,
  );

/** True for an id of the catalogue: a requirement (R-…), an interaction (X-…) or a decision on an open point (A-…). */
export function isKnownRequirement(id: string): boolean {
  known ??= new Set([...idsOf("ids"), ...idsOf("interactions")]);
  return known.has(id);
}
