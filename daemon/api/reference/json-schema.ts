import { z } from "zod";
import { apiVersions, methods, notifications, rpcError, rpcRequest, wirePath } from "../contract/index.js";

/** The part of JSON Schema (draft 2020-12) that the contract's schemas come out as. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly sensitive?: string;
}

/** JSON Schema of one declaration as a caller writes it (`input`) or reads it (`output`). */
export function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest as JsonSchema;
}

/** The whole wire as one JSON document: for clients in other languages and for schema checks. */
export function wireSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Madoguchi wire",
    path: wirePath,
    api: apiVersions,
    request: jsonSchema(rpcRequest, "input"),
    error: jsonSchema(rpcError, "output"),
    methods: Object.values(methods).map(({ name, need, effect, summary, params, result }) => ({
      name,
      need,
      effect,
      summary,
      params: jsonSchema(params, "input"),
      result: jsonSchema(result, "output"),
    })),
    notifications: Object.values(notifications).map(({ name, summary, params }) => ({
      name,
      summary,
      params: jsonSchema(params, "output"),
    })),
  };
}
