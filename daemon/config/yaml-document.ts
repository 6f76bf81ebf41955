import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from "yaml";
import type { z } from "zod";
import type { ConfigProblem } from "./config-errors.js";

type Path = readonly PropertyKey[];

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
  syntaxProblem(): ConfigProblem | undefined {
    const [error] = this.#document.errors;
    if (error === undefined) return this.#unfolds() ? undefined : this.problem([], "its aliases unfold too far");
    return { ...this.#position(error.pos[0]), path: "", problem: `not YAML: ${error.message.split("\n")[0]}` };
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

  /** A problem at a field: at the field itself, at its key when `at` is "key", at the nearest one above when it is missing. */
  problem(path: Path, problem: string, at: "key" | "value" = "value"): ConfigProblem {
    return { ...this.#position(this.#offset(path, at)), path: path.join("."), problem };
  }

  /** What a schema finds wrong, each at its place. */
  problems(issues: readonly z.core.$ZodIssue[]): ConfigProblem[] {
    return issues.flatMap((issue) => {
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => this.problem([...issue.path, key], "no such field", "key"));
      }
      const missing = issue.code === "invalid_type" && this.#document.getIn(issue.path) === undefined;
      return [this.problem(issue.path, missing ? "this field is missing" : issue.message)];
    });
  }

  #offset(path: Path, at: "key" | "value"): number {
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
