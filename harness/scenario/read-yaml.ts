import { readFileSync } from "node:fs";
import type { z } from "zod";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { readYaml, type YamlPath } from "#card/yaml/yaml-document.js";
import { scenarioErrors } from "./errors.js";

/** What was read: the value when it is right, and every problem found when it is not. */
export interface Checked<T> {
  readonly value?: T;
  readonly problems: readonly MadoguchiError[];
  /** Where a path of the document stands in the file. */
  place(path: YamlPath): { readonly line: number; readonly column: number };
}

/** Reads YAML text against a schema. Nothing is thrown: every problem is an error of the family `scenario` with its place. */
export function checkYaml<S extends z.ZodType>(text: string, file: string, schema: S): Checked<z.output<S>> {
  const { document, value, problems } = readYaml(text, schema);
  return {
    ...(value === undefined ? {} : { value }),
    problems: problems.map(({ kind, ...where }) => scenarioErrors.error(kind, { file, ...where })),
    place: (path) => document.place(path),
  };
}

/** The text of a file. Throws `scenario.unreadable`. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw scenarioErrors.error("unreadable", { file }, { cause });
  }
}
