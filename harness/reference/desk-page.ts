import { z } from "zod";
import { type JsonSchema, jsonSchema } from "#daemon/api/reference/json-schema.js";
import { FOLLOW, type Operation, operations } from "#simulator/control/index.js";
import { traceEntry } from "#simulator/trace/index.js";

type Described = JsonSchema & { readonly description?: string; readonly default?: unknown };

function typeName(schema: Described): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const members = schema.anyOf ?? (schema as { oneOf?: readonly JsonSchema[] }).oneOf;
  if (members) return members.length > 4 ? "one of several kinds" : members.map(typeName).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeName(schema.items) : "anything"}`;
  return schema.type ?? "anything";
}

function note({ description = "", default: preset }: Described): string {
  const without =
    preset === undefined ? "" : `${description === "" ? "" : "; "}\`${JSON.stringify(preset)}\` when absent`;
  return `${description}${without}`.replaceAll("|", "\\|");
}

/** The fields of an object, or of the objects in a list; those of the kinds of a union are in the schema file. */
function table(schema: Described): string {
  const of = schema.type === "array" && schema.items ? (schema.items as Described) : schema;
  const properties = Object.entries(of.properties ?? {}) as [string, Described][];
  if (properties.length === 0) return "none / なし\n";
  const lines = properties.map(([name, inner]) => {
    const needed = (of.required ?? []).includes(name) && inner.default === undefined;
    return `| \`${name}\` | ${typeName(inner).replaceAll("|", "\\|")} | ${needed ? "yes" : "no"} | ${note(inner)} |`;
  });
  return ["| field | type | required | |", "|---|---|---|---|", ...lines, ""].join("\n");
}

function section(name: string, { summary, params, result }: Pick<Operation, "summary" | "params" | "result">): string {
  const given = jsonSchema(result, "output") as Described;
  return [
    `### ${name}\n`,
    `${summary.en}  \n${summary.ja}\n`,
    `Parameters / 引数: ${table(jsonSchema(params, "input") as Described)}`.replace(": |", ":\n\n|"),
    `Result / 結果${given.type === "array" ? " (list / 一覧)" : ""}: ${
      name === FOLLOW.name ? "[an entry of the trace](#the-trace--トレース) a line\n" : table(given)
    }`.replace(": |", ":\n\n|"),
  ].join("\n");
}

function traceSection(): string {
  const kinds = (z.toJSONSchema(traceEntry, { io: "output" }) as { oneOf: readonly Described[] }).oneOf;
  return kinds
    .map((kind) => {
      const { const: type } = kind.properties!["type"]!;
      return [`### ${String(type)}\n`, `${kind.description ?? ""}\n`, table(kind)].join("\n");
    })
    .join("\n");
}

/** The reference page of the card desk, from its declarations alone. */
export function deskReference(): string {
  return [
    "# Card desk reference / カードデスク API リファレンス\n",
    "Generated from `simulator/control/operations.ts` by `npm run docs`; do not edit. The same as data: [card-desk.schema.json](card-desk.schema.json).",
    "How to use it: [Drive many cards](../how-to/drive-many-cards.md).\n",
    "HTTP on the Unix domain socket that `madoguchi card serve` opens (mode 0600, no network): `POST /v1/OPERATION` with the parameters as one JSON object.",
    'The answer is `{"result": …}`, or `{"error": {"code", "details", "en", "ja"}}` with HTTP status 400 (the request is wrong), 404 (no such name), 409 (refused) or 500.',
    "Unknown fields are refused; a body has at most 256 KiB. Operations that change something run one after the other. Codes: [error catalogue](errors.md).\n",
    "## Operations / 操作\n",
    ...Object.entries(operations).map(([name, operation]) => section(name, operation as unknown as Operation)),
    section(FOLLOW.name, FOLLOW),
    "## The trace / トレース\n",
    "One JSON object a line (`trace.read`, `trace.follow`, `madoguchi card trace --format jsonl`), told apart by `type`.\n",
    traceSection(),
  ].join("\n");
}

/** The same as one JSON document, for clients in other languages. */
export function deskSchema(): object {
  const declared = Object.entries({ ...operations, [FOLLOW.name]: FOLLOW });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Madoguchi card desk",
    operations: Object.fromEntries(
      declared.map(([name, { summary, params, result }]) => [
        name,
        {
          summary,
          params: jsonSchema(params as z.ZodType, "input"),
          result: jsonSchema(result as z.ZodType, "output"),
        },
      ]),
    ),
    traceEntry: jsonSchema(traceEntry, "output"),
  };
}
