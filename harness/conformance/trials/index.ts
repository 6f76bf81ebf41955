import { connectionTrials } from "./connection.js";
import { descriptionTrials } from "./description.js";
import { effectTrials } from "./effects.js";
import { mismatchTrials } from "./mismatch.js";
import { orderTrials } from "./order.js";
import { answerTrials, timeTrials } from "./time-and-answers.js";
import type { Trials } from "./trial.js";

/** Every clause that can be tried. */
export const trials: Trials = {
  ...connectionTrials,
  ...descriptionTrials,
  ...effectTrials,
  ...orderTrials,
  ...mismatchTrials,
  ...timeTrials,
  ...answerTrials,
};
