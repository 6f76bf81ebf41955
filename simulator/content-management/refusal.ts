import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { SW } from "#card/iso7816/status-words.js";

/** A command that is answered with this status word and changes nothing: thrown inside a transaction, it undoes it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly sw: number;

  constructor(sw: number) {
    super(`refused with ${sw.toString(16)}`);
    this.sw = sw;
  }
}

/** Refuses with `sw` unless `condition` holds. */
export function demand(condition: boolean, sw: number): asserts condition {
  if (!condition) throw new Refusal(sw);
}

/** The value, or a refusal with `sw` where there is none. */
export function required<T>(value: T | undefined, sw: number): T {
  if (value === undefined) throw new Refusal(sw);
  return value;
}

/** The status word that an error stands for; what is not ours to answer (`PowerLoss`, defects) is thrown on. */
export function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.sw;
  if (isMadoguchiError(error, "nvm.full")) return SW.NO_SPACE;
  if (isMadoguchiError(error, "gp.malformed-command")) {
    const { field } = error.details;
    return field === "P1" || field === "P2" ? SW.WRONG_P1P2 : SW.WRONG_DATA;
  }
  throw error;
}
