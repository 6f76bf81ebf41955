import { isMadoguchiError, type MadoguchiError } from "./madoguchi-error.js";

/** The error of the house that an action ends with; throws any other, and when there is none. */
export async function refusal(action: Promise<unknown>): Promise<MadoguchiError> {
  try {
    await action;
  } catch (error) {
    if (isMadoguchiError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
