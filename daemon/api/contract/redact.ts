import { z } from "zod";
import type { Sensitivity } from "./shapes.js";

function mask(schema: z.ZodType, sensitivity: Sensitivity, value: unknown): string {
  if (sensitivity === "secret" || typeof value !== "string") return "[secret]";
  if (sensitivity === "personal") return `[personal, ${value.length} characters]`;
  if (!schema.safeParse(value).success) return "[malformed]";
  const octets = value.length / 2;
  // Of a command its header is shown, of a response its status word, and never the data between (R-LOG-08).
  if (sensitivity === "command") return octets <= 4 ? value : `${value.slice(0, 8)}… [${octets} octets]`;
  return octets <= 2 ? value : `[${octets} octets] …${value.slice(-4)}`;
}

function walk(schema: z.ZodType, value: unknown): unknown {
  const sensitivity = (schema.meta() as { sensitive?: Sensitivity } | undefined)?.sensitive;
  if (sensitivity !== undefined) return value === undefined ? undefined : mask(schema, sensitivity, value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return value === undefined || value === null ? value : walk(schema.unwrap() as z.ZodType, value);
  }
  if (schema instanceof z.ZodObject) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "[malformed]";
    const shape = schema.shape as Record<string, z.ZodType>;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
        return [name, known === undefined ? "[unknown field]" : walk(known, inner)];
      }),
    );
  }
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map((item) => walk(schema.element as z.ZodType, item)) : "[malformed]";
  }
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodRecord) {
    return schema.safeParse(value).success ? value : "[malformed]";
  }
  // A leaf that does not fit its schema may be anything, a secret in the wrong field too: it is not shown.
  return schema.safeParse(value).success ? value : "[malformed]";
}

/**
 * The log form of a value: fields marked `sensitive` are masked, and what the schema does not know is not shown at all,
 * so that a secret under a mistyped name does not reach a log (R-LOG-06).
 */
export function redact(schema: z.ZodType, value: unknown): unknown {
  return walk(schema, value);
}
