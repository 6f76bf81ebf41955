export { type ErrorText, isMadoguchiError, MadoguchiError } from "#card/errors/madoguchi-error.js";
export type {
  MethodName,
  NotificationName,
  NotificationOf,
  ParamsOf,
  ResultOf,
  Right,
  Role,
} from "#daemon/api/contract/index.js";
export type { Caller, CallOptions, Client, Listeners, ServerInfo } from "./client.js";
export { clientErrors } from "./client-errors.js";
export { type ConnectOptions, connect } from "./connect.js";
export { type ErrorCode, hasCode } from "./has-code.js";
