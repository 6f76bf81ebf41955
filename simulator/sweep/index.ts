export { operationNames } from "./operations.js";
export { holderOf } from "./people.js";
export {
  operationTitle,
  type SweepOptions,
  type SweepProgress,
  type SweepResult,
  type SweepRow,
  sweep,
} from "./sweep.js";
export type { Finding, Tally } from "./tear.js";
