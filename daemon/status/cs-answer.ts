import { z } from "zod";
import { operationStates } from "../store/records.js";

/**
 * What the CS answers to `GET /cards/{cardId}/status`. Ours, not J-LIS's: the real interface is not public
 * (docs/assumptions.md). `sequence` grows with each change that the CS knows of.
 */
export const csAnswer = z.strictObject({
  cardId: z.string(),
  state: z.enum(operationStates),
  sequence: z.int().nonnegative(),
});

export type CsAnswer = z.output<typeof csAnswer>;
