import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { ErrorCode } from "./error-codes.js";

export type { ErrorCode };

/** True for an error of this code, of the daemon or of the way to it; a code that does not exist does not compile. */
export function hasCode(error: unknown, code: ErrorCode): error is MadoguchiError {
  return isMadoguchiError(error, code);
}
