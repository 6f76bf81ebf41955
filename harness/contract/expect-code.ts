import { expect } from "chai";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";

/** Expects the promise to reject with the error of this code, and gives the error. */
export async function expectCode(code: string, promise: Promise<unknown>): Promise<MadoguchiError> {
  const outcome = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (isMadoguchiError(outcome, code)) return outcome;
  const what = isMadoguchiError(outcome) ? outcome.code : String(outcome);
  return expect.fail(`expected ${code}, got ${what}`);
}
