import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { asStoreError } from "../store/store-errors.js";
import { apiErrors } from "./api-errors.js";
import { type RpcError, type RpcRequest, rpcCodes } from "./contract/index.js";

type RequestId = RpcRequest["id"];

const PROTOCOL_CODES: Readonly<Record<string, number>> = {
  "api.not-json": rpcCodes.parseError,
  "api.not-a-request": rpcCodes.invalidRequest,
  "api.unknown-method": rpcCodes.methodNotFound,
  "api.bad-params": rpcCodes.invalidParams,
};

/** The error of the house that an answer carries: the database's failures become `store.*`, anything else foreign `api.internal`, so that no foreign text gets out. */
export function asOurs(error: unknown): MadoguchiError {
  return isMadoguchiError(error) ? error : (asStoreError(error) ?? apiErrors.error("internal", {}, { cause: error }));
}

/** An error as it goes over the wire. */
export function rpcErrorOf(error: MadoguchiError, correlationId?: string): RpcError {
  const { code, details, row } = error;
  const facts = Object.entries(details).filter(([, value]) => value !== undefined) as [
    string,
    string | number | boolean,
  ][];
  return {
    code: PROTOCOL_CODES[code] ?? rpcCodes.refused,
    message: `${code}: ${row.en.cause}`,
    data: {
      code,
      en: row.en,
      ja: row.ja,
      details: Object.fromEntries(facts),
      ...(correlationId !== undefined && { correlationId }),
    },
  };
}

export function errorAnswer(id: RequestId | null, error: MadoguchiError, correlationId?: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: rpcErrorOf(error, correlationId) });
}

export function resultAnswer(id: RequestId, result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}
