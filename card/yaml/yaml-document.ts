import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from "yaml";
import type { z } from "zod";
import { issueWords } from "./issue-words.js";

const NO_SUCH_FIELD = "no such field · この項目はありません";

export type YamlPath = readonly PropertyKey[];

/** One mistake in a file that people write, where it is, and what is wrong with it. */
export interface YamlProblem {
  readonly kind: "not-yaml" | "unknown-field" | "wrong-shape";
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the field; empty for the whole file. */
  readonly path: string;
  readonly problem: string;
}

/** A text that was read against a schema: its value, or all its mistakes. */
export type YamlReading<T> =
  | { readonly document: YamlDocument; readonly value: T; readonly problems: readonly [] }
  | { readonly document: YamlDocument; readonly value?: never; readonly problems: readonly YamlProblem[] };

/** Reads a YAML text against a schema. Throws nothing: what is wrong is in the problems, every one at its place. */
export function readYaml<S extends z.ZodType>(text: string, schema: S): YamlReading<z.output<S>> {
  const document = new YamlDocument(text);
  const syntax = document.syntaxProblem();
  if (syntax !== undefined) return { document, problems: [syntax] };
  const parsed = schema.safeParse(document.value());
  if (parsed.success) return { document, value: parsed.data, problems: [] };
  return { document, problems: document.problems(parsed.error.issues) };
}

/** `file:line:column: path: problem` for each, in lines: what an error says of a file besides its first mistake. */
export function problemLines(file: string, problems: readonly YamlProblem[]): string {
  return problems
    .map(({ line, column, path, problem }) => `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${problem}`)
    .join("\n");
}

/** The details of an error about a file: the place of its first mistake, and all of them in lines when there are more. */
export function problemDetails(file: string, problems: readonly YamlProblem[]) {
  const { line, column, path, problem } = problems[0]!;
  const all = problems.length > 1 ? { problems: problemLines(file, problems) } : {};
  return { file, line, column, place: path, problem, ...all };
}

/** Anchors are allowed, but a few lines must not unfold into gigabytes. */
const MAX_ALIASES = 50;

/** A YAML text that knows where each of its fields stands. */
export class YamlDocument {
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true });
  }

  /** The first mistake of the syntax; the others mostly follow from it. */
  syntaxProblem(): YamlProblem | undefined {
    const [error] = this.#document.errors;
    if (error === undefined)
      return this.#unfolds() ? undefined : this.problem([], "its aliases unfold too far", "not-yaml");
    return {
      kind: "not-yaml",
      ...this.#position(error.pos[0]),
      path: "",
      problem: `not YAML: ${error.message.split("\n")[0]}`,
    };
  }

  /** The plain value of a text without a syntax problem. */
  value(): unknown {
    return this.#document.toJS({ maxAliasCount: MAX_ALIASES });
  }

  #unfolds(): boolean {
    try {
      this.value();
      return true;
    } catch {
      return false;
    }
  }

  /** Where a field stands, or the nearest one above it that is there; an unknown one at its key. */
  place(path: YamlPath, at: "key" | "value" = "value"): { readonly line: number; readonly column: number } {
    return this.#position(this.#offset(path, at));
  }

  /** A problem at a field. */
  problem(path: YamlPath, problem: string, kind: YamlProblem["kind"] = "wrong-shape"): YamlProblem {
    const at = kind === "unknown-field" ? "key" : "value";
    return { kind, ...this.place(path, at), path: path.map(String).join("."), problem };
  }

  /** What a schema finds wrong, each at its place. */
  problems(issues: readonly z.core.$ZodIssue[]): YamlProblem[] {
    return issues.flatMap((issue) => {
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => this.problem([...issue.path, key], NO_SUCH_FIELD, "unknown-field"));
      }
      return [this.problem(issue.path, issueWords(issue, this.#document.getIn(issue.path) === undefined))];
    });
  }

  #offset(path: YamlPath, at: "key" | "value"): number {
    let node: unknown = this.#document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const [depth, part] of path.entries()) {
      const pair = isMap(node) ? pairOf(node.items, part) : undefined;
      const next = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
      const shown = pair && at === "key" && depth === path.length - 1 ? pair.key : (next ?? pair?.key);
      if (!isNode(shown)) return offset;
      offset = shown.range?.[0] ?? offset;
      node = next;
    }
    return offset;
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function pairOf(items: readonly Pair[], key: PropertyKey): Pair | undefined {
  return items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
}
