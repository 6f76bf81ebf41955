import type { z } from "zod";
import { apiErrors } from "./api-errors.js";
import { type Method, type RpcRequest, rpcRequest } from "./contract/index.js";

/** The field that a check found wrong and what is wrong with it; never its value. */
function firstProblem(error: z.ZodError): { field: string; problem: string } {
  const issue = error.issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  return { field: path.join(".").slice(0, 100), problem: issue.message.slice(0, 200) };
}

/** A frame as a request. Throws `api.not-json`, `api.not-a-request` with the field. */
export function readRequest(text: string): RpcRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw apiErrors.error("not-json");
  }
  const parsed = rpcRequest.safeParse(value);
  if (!parsed.success) throw apiErrors.error("not-a-request", firstProblem(parsed.error));
  return parsed.data;
}

/** The id of a frame that is no request, when it has one that can be answered. */
export function idOf(text: string): RpcRequest["id"] | null {
  try {
    const parsed = rpcRequest.shape.id.safeParse((JSON.parse(text) as { id?: unknown } | null)?.id);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Parameters as the method declares them. Throws `api.bad-params` with the field. */
export function readParams(method: Method, params: unknown): unknown {
  const parsed = method.params.safeParse(params);
  if (!parsed.success) throw apiErrors.error("bad-params", { method: method.name, ...firstProblem(parsed.error) });
  return parsed.data;
}
