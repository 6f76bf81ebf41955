import { apiVersions, methods, notifications, rights, roles, rpcCodes, wirePath } from "../contract/index.js";
import { type JsonSchema, jsonSchema } from "./json-schema.js";

const HANDLING: Readonly<Record<string, string>> = {
  secret: "never logged / ログに残さない",
  personal: "logged as its size / ログには文字数のみ",
  command: "logged as header and size / ログにはヘッダと長さのみ",
  response: "logged as status word and size / ログにはステータスワードと長さのみ",
};

function typeName(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(typeName).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeName(schema.items) : "anything"}`;
  if (schema.format) return `${schema.type} (${schema.format})`;
  return schema.type ?? "anything";
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly handling: string;
}

function rows(schema: JsonSchema, prefix = ""): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    const row: Row = {
      path,
      type: typeName(inner),
      required: schema.required?.includes(name) ?? false,
      handling: inner.sensitive === undefined ? "" : (HANDLING[inner.sensitive] ?? ""),
    };
    const nested = inner.type === "array" && inner.items ? rows(inner.items, `${path}[].`) : rows(inner, `${path}.`);
    return [row, ...nested];
  });
}

function table(title: string, schema: JsonSchema): string {
  const all = rows(schema);
  if (all.length === 0) return `${title}: none / なし\n`;
  const lines = all.map(
    ({ path, type, required, handling }) =>
      `| \`${path}\` | ${type.replaceAll("|", "\\|")} | ${required ? "yes" : "no"} | ${handling} |`,
  );
  return [`${title}:\n`, "| field | type | required | log |", "|---|---|---|---|", ...lines, ""].join("\n");
}

function methodSection(method: (typeof methods)[keyof typeof methods]): string {
  const needs = Object.hasOwn(rights, method.need) ? `right \`${method.need}\`` : method.need;
  return [
    `### ${method.name}\n`,
    `${method.summary.en}  `,
    `${method.summary.ja}\n`,
    `Needs: ${needs} · effect: ${method.effect}\n`,
    table("Parameters / 引数", jsonSchema(method.params, "input")),
    table("Result / 結果", jsonSchema(method.result, "output")),
  ].join("\n");
}

/** The reference page of the wire, generated from its declarations alone. */
export function apiReference(): string {
  const roleRows = Object.entries(roles).map(
    ([name, { label, rights: held }]) => `| \`${name}\` | ${label.en} / ${label.ja} | ${held.join(", ")} |`,
  );
  const rightRows = Object.entries(rights).map(([name, label]) => `| \`${name}\` | ${label.en} | ${label.ja} |`);
  return [
    "# Wire reference / API リファレンス\n",
    "Generated from `daemon/api/contract/` by `npm run docs`; do not edit.",
    "The same as data: [asyncapi.json](asyncapi.json) (AsyncAPI 3.0), [api.schema.json](api.schema.json) (JSON Schema), [errors.json](errors.json)",
    "(every code), [openapi.json](openapi.json) (what is answered over plain HTTPS). [Write a client](../how-to/write-a-client.md).\n",
    `JSON-RPC 2.0 over WebSocket Secure at \`${wirePath}\`, API versions ${apiVersions.min} to ${apiVersions.max}. \`hello\` comes first on every connection; no batches;`,
    "every request has an id, and answers are matched by it: calls about different readers or handles go on side by side, those about one",
    "reader, one handle or none keep their order, and `hello` and `session.*` wait for all before them and hold up all behind them.\n",
    `Errors: JSON-RPC's own codes (${rpcCodes.parseError}, ${rpcCodes.invalidRequest}, ${rpcCodes.methodNotFound}, ${rpcCodes.invalidParams}) for broken messages, ${rpcCodes.refused} for everything else. \`error.data\` always has`,
    "`code` (stable, compare this one), `en` and `ja` with `cause` and `remedy`, `details`, and `correlationId` where a call was begun.\n",
    "## Rights / 権限\n",
    ["| right | English | 日本語 |", "|---|---|---|", ...rightRows, ""].join("\n"),
    "## Roles / 役割\n",
    ["| role | label | rights |", "|---|---|---|", ...roleRows, ""].join("\n"),
    "## Methods / メソッド\n",
    ...Object.values(methods).map(methodSection),
    "## Notifications / 通知\n",
    ...Object.values(notifications).map(({ name, summary, params }) =>
      [
        `### ${name}\n`,
        `${summary.en}  `,
        `${summary.ja}\n`,
        table("Contents / 内容", jsonSchema(params, "output")),
      ].join("\n"),
    ),
  ].join("\n");
}
