import { z } from "zod";
import { operationStates } from "../store/records.js";

const state = z.enum(operationStates);
/** Whole numbers up to 2^53 - 1: each change that the CS knows of has the next one. */
const sequence = z.int().nonnegative();

/**
 * What the CS answers to `GET /cards/{cardId}/status`. Ours, not J-LIS's: the real interface is not public
 * (docs/assumptions.md). `sequence` grows with each change that the CS knows of.
 */
export const csAnswer = z.strictObject({ cardId: z.string(), state, sequence });

export type CsAnswer = z.output<typeof csAnswer>;

/** A card id as it stands in messages and files of the CS. */
export const csCardId = z.string().regex(/^([0-9A-F]{2}){1,32}$/, { error: "a card id: upper-case hexadecimal" });

/** One change, as the CS tells it by itself or writes it on a medium; `asOf` is the moment that it is of. */
export const csChange = z.strictObject({
  cardId: csCardId,
  state,
  sequence: sequence.positive(),
  asOf: z.iso.datetime({ offset: true }),
});

/**
 * What the CS answers to `GET /changes?after={sequence}&wait={seconds}`: what changed after that, oldest first; as soon as there is
 * something, and nothing when the time is over (decision 0021).
 */
export const csChanges = z.strictObject({ changes: z.array(csChange).max(500) });

export type CsChange = z.output<typeof csChange>;
