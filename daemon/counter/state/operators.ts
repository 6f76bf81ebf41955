import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { call } from "../wire/index.js";
import { attempt } from "./problem.js";

export type Operator = ResultOf<"operators.list">["operators"][number];

/** The in-business ids of the session's municipality. */
export const operators = signal<readonly Operator[] | undefined>();

/** `keep` leaves a refusal that is shown. */
export async function refreshOperators(keep = false): Promise<void> {
  const answer = await attempt(() => call("operators.list", {}), keep);
  if (answer) operators.value = answer.operators;
}
