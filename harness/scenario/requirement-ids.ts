import { readFileSync } from "node:fs";
import { packageRoot } from "./package-root.js";

let known: ReadonlySet<string> | undefined;

/** Ids of the requirement catalogue. */
export function requirementIds(): ReadonlySet<string> {
  known ??= new Set(
    (JSON.parse(readFileSync(`${packageRoot}reports/requirements/ids.json`, "utf8")) as { id: string }[]).map(
      (row) => row.id,
    ),
  );
  return known;
}

/** Interactions and decisions are numbered through. */
export function isKnownRequirement(id: string): boolean {
  const [, kind, number] = /^([XA])-(\d{2})$/.exec(id) ?? [];
  if (kind !== undefined) return Number(number) >= 1 && Number(number) <= (kind === "X" ? 38 : 46);
  return requirementIds().has(id);
}
