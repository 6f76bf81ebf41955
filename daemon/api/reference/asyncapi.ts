import { z } from "zod";
import { apiVersions, methods, notifications, rights, rpcCodes, rpcError, wirePath } from "../contract/index.js";
import { exampleOf } from "./example.js";

type Json = Readonly<Record<string, unknown>>;
type AnyMethod = (typeof methods)[keyof typeof methods];
type AnyNotification = (typeof notifications)[keyof typeof notifications];

/** Schema objects of AsyncAPI 3.0 are JSON Schema draft-07; marks of ours go under `x-`. */
function draft7(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: "draft-7",
    override: ({ jsonSchema }) => {
      const { sensitive } = jsonSchema as { sensitive?: string };
      if (sensitive === undefined) return;
      delete (jsonSchema as { sensitive?: string }).sensitive;
      (jsonSchema as Record<string, unknown>)["x-sensitive"] = sensitive;
    },
  });
  return rest as Json;
}

const VERSION = { type: "string", const: "2.0" };
const ID = { oneOf: [{ type: "string", minLength: 1, maxLength: 64 }, { type: "integer" }] };
const frame = (properties: Json): Json => ({
  type: "object",
  required: ["jsonrpc", ...Object.keys(properties)],
  properties: { jsonrpc: VERSION, ...properties },
});

const domainOf = (name: string): string => (name.includes(".") ? name.slice(0, name.indexOf(".")) : "connection");
const both = ({ en, ja }: { readonly en: string; readonly ja: string }): string => `${en}\n\n${ja}`;
const component = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
const inChannel = (name: string): Json => ({ $ref: `#/channels/wire/messages/${name}` });
const ANSWERED = component("correlationIds", "answered");

function messagesOf({ name, params, result }: AnyMethod): Record<string, Json> {
  return {
    [`${name}.request`]: {
      name,
      title: `${name} request`,
      correlationId: ANSWERED,
      payload: frame({ id: ID, method: { type: "string", const: name }, params: draft7(params, "input") }),
      examples: [{ payload: { jsonrpc: "2.0", id: 1, method: name, params: exampleOf(params, "input", name) } }],
    },
    [`${name}.result`]: {
      name,
      title: `${name} result`,
      correlationId: ANSWERED,
      payload: frame({ id: ID, result: draft7(result, "output") }),
    },
  };
}

function newsOf({ name, summary, params }: AnyNotification): Record<string, Json> {
  return {
    [name]: {
      name,
      title: name,
      description: both(summary),
      payload: frame({ method: { type: "string", const: name }, params: draft7(params, "output") }),
    },
  };
}

function operationOf({ name, need, effect, audited, summary }: AnyMethod): Json {
  return {
    action: "receive",
    channel: { $ref: "#/channels/wire" },
    title: name,
    summary: summary.en,
    description: summary.ja,
    tags: [component("tags", domainOf(name))],
    messages: [inChannel(`${name}.request`)],
    reply: { channel: { $ref: "#/channels/wire" }, messages: [inChannel(`${name}.result`), inChannel("error")] },
    "x-need": need,
    ...(Object.hasOwn(rights, need) && { "x-right": rights[need as keyof typeof rights] }),
    "x-effect": effect,
    "x-audited": audited,
  };
}

const pushOf = ({ name, summary }: AnyNotification): Json => ({
  action: "send",
  channel: { $ref: "#/channels/wire" },
  title: name,
  summary: summary.en,
  description: summary.ja,
  tags: [component("tags", domainOf(name))],
  messages: [inChannel(name)],
});

/** The wire as an AsyncAPI 3.0 document, from the server's side: it receives requests, replies, and sends notifications. */
export function asyncApi(): Json {
  const calls = Object.values(methods);
  const news = Object.values(notifications);
  const messages: Record<string, Json> = Object.assign(
    {
      error: {
        name: "error",
        title: "refusal or failure of any method",
        description: `Codes ${Object.values(rpcCodes).join(", ")}; compare data.code, see errors.json for every code with its cause and remedy.`,
        correlationId: ANSWERED,
        payload: frame({ id: { oneOf: [...ID.oneOf, { type: "null" }] }, error: draft7(rpcError, "output") }),
      },
    },
    ...calls.map(messagesOf),
    ...news.map(newsOf),
  );
  const domains = [...new Set([...calls, ...news].map(({ name }) => domainOf(name)))];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Madoguchi wire (カードAP搭載システム API)",
      version: String(apiVersions.max),
      description:
        "JSON-RPC 2.0 over one WebSocket. hello comes first; then a login; no batches; every request has an id. " +
        "Generated from daemon/api/contract by npm run docs.",
      license: { name: "Apache-2.0" },
      "x-api-versions": apiVersions,
    },
    defaultContentType: "application/json",
    servers: {
      daemon: {
        host: "{host}",
        protocol: "wss",
        description: "TLS 1.2 or later. Business systems present their client certificate; operators log in.",
        variables: { host: { default: "localhost:8443", description: "host:port of the daemon" } },
      },
    },
    channels: {
      wire: {
        address: wirePath,
        title: "The one WebSocket",
        servers: [{ $ref: "#/servers/daemon" }],
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, component("messages", name)])),
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
      },
    },
    operations: Object.fromEntries([
      ...calls.map((method) => [method.name, operationOf(method)]),
      ...news.map((notification) => [`notify.${notification.name}`, pushOf(notification)]),
    ]),
    components: {
      messages,
      tags: Object.fromEntries(domains.map((name) => [name, { name }])),
      correlationIds: { answered: { description: "The request's id.", location: "$message.payload#/id" } },
    },
  };
}
