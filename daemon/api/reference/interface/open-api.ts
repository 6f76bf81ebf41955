import { z } from "zod";
import { type InterfaceAnswer, type InterfaceRoute, interfaceVersion } from "../../contract/interface/index.js";
import type { Bilingual } from "../../contract/method.js";
import { exampleOf } from "../example.js";

type Json = Readonly<Record<string, unknown>>;

/** JSON Schema 2020-12 of a declaration, as whoever reads the message sees it; marks of ours go under `x-`. */
export function publishedSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "output",
    override: ({ jsonSchema }) => {
      const { sensitive } = jsonSchema as { sensitive?: string };
      if (sensitive === undefined) return;
      delete (jsonSchema as { sensitive?: string }).sensitive;
      (jsonSchema as Record<string, unknown>)["x-sensitive"] = sensitive;
    },
  });
  return rest as Json;
}

const both = ({ en, ja }: Bilingual): string => `${en} / ${ja}`;

const answerOf = ({ what, body }: InterfaceAnswer): Json => ({
  description: both(what),
  ...(body && { content: { "application/json": { schema: publishedSchema(body) } } }),
});

const operationOf = ({ operationId, summary, params = {}, body, answers }: InterfaceRoute): Json => ({
  operationId,
  summary: summary.en,
  description: summary.ja,
  ...(Object.keys(params).length > 0 && {
    parameters: Object.entries(params).map(([name, { in: place, schema }]) => ({
      ...{ name, in: place, required: true, schema: publishedSchema(schema) },
    })),
  }),
  ...(body && {
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: publishedSchema(body), example: exampleOf(body, "output", operationId) },
      },
    },
  }),
  responses: Object.fromEntries(answers.map((answer) => [String(answer.status), answerOf(answer)])),
});

export interface InterfaceDocument {
  readonly title: string;
  readonly description: string;
  readonly routes: readonly InterfaceRoute[];
  /** What stands in `info` besides. */
  readonly marks?: Json;
}

/** A published HTTPS interface as an OpenAPI 3.1 document. Both sides know each other by certificates. */
export function interfaceApi({ title, description, routes, marks }: InterfaceDocument): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: "3.1.0",
    info: {
      ...{ title, version: interfaceVersion, description },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      ...marks,
    },
    servers: [{ url: "{base}", variables: { base: { default: "https://localhost:9543" } } }],
    security: [{ certificates: [] }],
    paths,
    components: {
      securitySchemes: {
        certificates: { type: "mutualTLS", description: "TLS 1.2 or later; each side pins the other's authority." },
      },
    },
  };
}
