import { z } from "zod";

/** Versions of this interface that this code speaks; `hello` chooses one (docs/reference/api.md lists the changes). */
export const apiVersions = { min: 1, max: 1 } as const;

/** Path of the WebSocket on the server. */
export const wirePath = "/ws";

const requestId = z.union([z.string().min(1).max(64), z.int()]);

/** JSON-RPC 2.0 request. Batches and requests without an id are not taken. */
export const rpcRequest = z.strictObject({
  jsonrpc: z.literal("2.0"),
  id: requestId,
  method: z.string().min(1).max(64),
  params: z.record(z.string(), z.unknown()).default({}),
});

const text = z.object({ cause: z.string(), remedy: z.string() });

/** What every error of ours carries in `error.data`. Programs compare `code`, people read the texts. */
export const errorData = z.object({
  code: z.string(),
  en: text,
  ja: text,
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Joins this answer to the audit rows and the failure log. */
  correlationId: z.string().optional(),
});

/** JSON-RPC codes: its own for broken messages, -32000 for every refusal and failure of ours. */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  refused: -32000,
} as const;

export const rpcError = z.object({ code: z.int(), message: z.string(), data: errorData });

export const rpcResponse = z.union([
  z.object({ jsonrpc: z.literal("2.0"), id: requestId, result: z.unknown() }),
  z.object({ jsonrpc: z.literal("2.0"), id: requestId.nullable(), error: rpcError }),
]);

export const rpcNotification = z.object({ jsonrpc: z.literal("2.0"), method: z.string(), params: z.unknown() });

export type RpcRequest = z.infer<typeof rpcRequest>;
export type RpcResponse = z.infer<typeof rpcResponse>;
export type RpcError = z.infer<typeof rpcError>;
export type ErrorData = z.infer<typeof errorData>;
