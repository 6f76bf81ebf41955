import type { FuzzCard } from "./fuzz-card.js";
import { Finding, type Oracle, type Step } from "./oracle.js";
import { type Sequence, wind } from "./sequence.js";

/** Does the steps of a sequence again on the card; gives what was found. */
export function replay(fuzzed: FuzzCard, oracle: Oracle, { state, seed, steps }: Sequence): Finding | undefined {
  oracle.begin(state, seed);
  wind(fuzzed, state, seed);
  try {
    for (const step of steps) oracle.take(step);
  } catch (error) {
    if (error instanceof Finding) return error;
    throw error;
  }
  return undefined;
}

/** A sequence with as few steps as still show the same kind of finding: halves are left out first, single steps last. */
export function shrink(fuzzed: FuzzCard, oracle: Oracle, sequence: Sequence): Sequence {
  const { finding } = sequence;
  if (finding === undefined) return sequence;
  let steps: readonly Step[] = sequence.steps;
  const still = (fewer: readonly Step[]): boolean =>
    replay(fuzzed, oracle, { ...sequence, steps: fewer })?.kind === finding.kind;
  if (!still(steps)) return sequence;
  for (let size = steps.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= steps.length; ) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)];
      if (still(fewer)) steps = fewer;
      else at += size;
    }
  }
  return { ...sequence, steps };
}
