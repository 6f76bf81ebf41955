import { operatorErrors } from "./operator-errors.js";

/** Longest password that is taken, in characters; the shortest is a parameter. */
export const LONGEST_PASSWORD = 256;

/** A shorter id is in a good password by chance. */
const SHORTEST_TELLING_ID = 4;

/** Throws `operator.weak-password` with the rule that is broken, and never with a word of the password. */
export function demandGoodPassword(password: string, operatorId: string, shortest: number): void {
  const broken =
    [...password].length < shortest || password.length > LONGEST_PASSWORD
      ? "length"
      : // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character cannot be typed at every terminal
        /[\u0000-\u001f\u007f]/.test(password)
        ? "control-characters"
        : new Set(password).size < 5
          ? "too-few-different-characters"
          : operatorId.length >= SHORTEST_TELLING_ID && password.toLowerCase().includes(operatorId.toLowerCase())
            ? "contains-id"
            : undefined;
  if (broken !== undefined) throw operatorErrors.error("weak-password", { rule: broken, shortest });
}
