import { signal } from "@preact/signals";
import type { ErrorData } from "#daemon/api/contract/index.js";
import { WireError } from "../wire/index.js";

/** The refusal that the page shows, with cause and remedy, until the next act. */
export const problem = signal<ErrorData | undefined>();

/**
 * Does an act of the operator; a refusal of the daemon is shown and gives undefined. `keep` leaves standing what is shown: for what the page
 * does by itself after an act was refused.
 */
export async function attempt<T>(act: () => Promise<T>, keep = false): Promise<T | undefined> {
  if (!keep) problem.value = undefined;
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    problem.value = error.data;
    return undefined;
  }
}
