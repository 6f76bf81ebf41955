import type { z } from "zod";
import { type JsonSchema, jsonSchema } from "./json-schema.js";

interface Described extends JsonSchema {
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly oneOf?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** What a field of this name has in every example, so that examples of different methods fit together. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  aid: "F04D41444F01",
  command: "00B0810010",
  cardId: "8192A3B4C5D6E7F8",
  from: "13102",
  municipality: "13101",
  name: "Hoshimi counter",
  operatorId: "counter",
  pin: "1234",
  readerId: "r1",
  residentId: "R0001",
  serviceId: "library",
  systemId: "library-window",
  to: "13102",
  version: "1.0",
};

/** Texts of which most patterns take one. */
const PLAIN = [
  "1",
  "A",
  "カナ",
  "13101",
  "1234",
  "2026-04-01",
  "residents.jwe",
  "00".repeat(8),
  "00".repeat(4),
  "F04D41444F01",
];

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-04-01T00:00:00Z",
  date: "2026-04-01",
  uri: "https://counter.example.lg.jp",
};

const nameIn = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

function takes(value: unknown, schema: Described): boolean {
  if (typeof value !== "string" || schema.type !== "string") return typeof value === schema.type;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  return (
    value.length >= minLength &&
    value.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, "u").test(value))
  );
}

function text(schema: Described, path: string): string {
  const { minLength = 1, format = "" } = schema;
  if (FORMATS[format] !== undefined) return FORMATS[format];
  const made = [`${nameIn(path)}-1`, ...PLAIN, "a".repeat(minLength)].find((one) => takes(one, schema));
  if (made === undefined) throw new TypeError(`no example for ${path}: declare one with .meta({ examples: […] })`);
  return made;
}

function make(schema: Described, path: string): unknown {
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const option = (schema.anyOf ?? schema.oneOf)?.[0];
  if (option !== undefined) return make(option, path);
  const name = nameIn(path);
  if (Object.hasOwn(BY_NAME, name) && takes(BY_NAME[name], schema)) return BY_NAME[name];
  switch (schema.type) {
    case "object": {
      const required = schema.required ?? [];
      return Object.fromEntries(required.map((key) => [key, make(schema.properties![key]!, `${path}.${key}`)]));
    }
    case "array":
      return Array.from({ length: Math.max(schema.minItems ?? 0, 1) }, () => make(schema.items ?? {}, path));
    case "boolean":
      return true;
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "string":
      return text(schema, path);
    default:
      return {};
  }
}

/**
 * A value that a schema takes, the same each time: its required fields, filled by name, pattern and bounds. What cannot be guessed
 * (a rule beside the schema, an unusual pattern) is declared with `.meta({ examples: […] })`. Throws a TypeError that names the field.
 */
export function exampleOf(schema: z.ZodType, io: "input" | "output", name: string): unknown {
  const made = make(jsonSchema(schema, io), name);
  const checked = schema.safeParse(made);
  if (checked.success) return made;
  const [issue] = checked.error.issues;
  throw new TypeError(
    `the example of ${name} is not one (${issue?.path.join(".")}: ${issue?.message}): declare one with .meta({ examples: […] })`,
  );
}
