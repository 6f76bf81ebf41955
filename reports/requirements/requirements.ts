import { readFileSync } from "node:fs";

/** One row of the requirement catalogue. */
export interface Requirement {
  readonly id: string;
  readonly area: string;
  readonly kind: "function" | "security" | "number" | "information" | "derived" | "design";
  /** Section of the guide, or `design-card`. */
  readonly section: string;
  /** What is required, in this project's words. */
  readonly en: string;
  /** The words of the guide that the row stands on, quoted for tracing. */
  readonly quote: string;
}

let rows: ReadonlyMap<string, Requirement> | undefined;

/** The requirement catalogue by id. */
export function requirements(): ReadonlyMap<string, Requirement> {
  rows ??= new Map(
    (
      JSON.parse(
        readFileSync(new URL("../../../reports/requirements/ids.json", import.meta.url), "utf8"),
      ) as Requirement[]
    ).map((row) => [row.id, row]),
  );
  return rows;
}
