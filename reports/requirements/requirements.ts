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

/** Requirements that must be tested together (X-…), or this project's decision on an open point of the guide (A-…). */
export interface Interaction {
  readonly id: string;
  readonly kind: "interaction" | "decision";
  readonly title: string;
  readonly requirements: readonly string[];
  /** The rule to hold, or the decision. */
  readonly en: string;
}

function read<T extends { readonly id: string }>(name: string): ReadonlyMap<string, T> {
  const text = readFileSync(new URL(`../../../reports/requirements/${name}.json`, import.meta.url), "utf8");
  return new Map((JSON.parse(text) as T[]).map((row) => [row.id, row]));
}

let rows: ReadonlyMap<string, Requirement> | undefined;
let joint: ReadonlyMap<string, Interaction> | undefined;

/** The requirement catalogue by id. */
export function requirements(): ReadonlyMap<string, Requirement> {
  rows ??= read("ids");
  return rows;
}

/** Interactions and decisions by id. */
export function interactions(): ReadonlyMap<string, Interaction> {
  joint ??= read("interactions");
  return joint;
}
