import type { TrialKit } from "../trial-kit.js";

/** Tries one clause; throws `Violation` where it does not hold. */
export type Trial = (kit: TrialKit) => Promise<void>;

/** Trials by the id of their clause. */
export type Trials = Readonly<Record<string, Trial>>;
