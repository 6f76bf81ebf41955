import type { Bilingual } from "#daemon/api/contract/index.js";
import { parameters } from "./editor.js";

/** One parameter as the JSON Schema of the tuning set has it; `title` is its Japanese name, `description` the English one. */
export interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** The parameter at a place of the schema. */
export const nodeAt = (path: readonly string[]): Node =>
  path.reduce<Node>((node, name) => node.properties?.[name] ?? {}, (parameters.value?.schema ?? {}) as Node);

export const labelOf = ({ title = "", description = "" }: Node): Bilingual => ({ ja: title, en: description || title });

/** Parameters of a place, in the order of the schema. */
export const childrenOf = (path: readonly string[]): readonly (readonly [string, Node])[] =>
  Object.entries(nodeAt(path).properties ?? {});
