import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { scenarioErrors } from "./errors.js";

type Path = readonly PropertyKey[];

/** What was read: the value when it is right, and every problem found when it is not. */
export interface Checked<T> {
  readonly value?: T;
  readonly problems: readonly MadoguchiError[];
  /** Where a path of the document stands in the file. */
  place(path: Path): { readonly line: number; readonly column: number };
}

/** The offset of the deepest node of `path` that exists; of the key itself when `atKey`. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, part] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (pair === undefined) return offset;
      const at = last && atKey ? pair.key : (pair.value ?? pair.key);
      if (isNode(at) && at.range) offset = at.range[0];
      node = pair.value;
    } else {
      node = document.getIn(path.slice(0, depth + 1) as unknown[], true);
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** Reads YAML text against a schema. Nothing is thrown: every problem is an error of the family `scenario` with its place. */
export function checkYaml<S extends z.ZodType>(text: string, file: string, schema: S): Checked<z.output<S>> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, merge: false });
  const position = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const place = (path: Path) => position(offsetOf(document, path, false));
  // Only the first syntax error: the others mostly follow from it.
  const [broken] = document.errors;
  if (broken !== undefined) {
    const problem = scenarioErrors.error("not-yaml", { file, ...position(broken.pos[0]), problem: broken.code });
    return { problems: [problem], place };
  }
  // Aliases are bounded: a file of a few lines must not unfold into gigabytes.
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 });
  } catch {
    return {
      problems: [scenarioErrors.error("not-yaml", { file, line: 1, column: 1, problem: "TOO_MANY_ALIASES" })],
      place,
    };
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return { value: parsed.data, problems: [], place };
  const problems = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) =>
          scenarioErrors.error("unknown-field", {
            file,
            ...position(offsetOf(document, [...issue.path, key], true)),
            path: [...issue.path, key].join("."),
          }),
        )
      : [
          scenarioErrors.error("wrong-shape", {
            file,
            ...place(issue.path),
            path: issue.path.join("."),
            problem: issue.message,
          }),
        ],
  );
  return { problems, place };
}

/** The text of a file. Throws `scenario.unreadable`. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw scenarioErrors.error("unreadable", { file }, { cause });
  }
}
