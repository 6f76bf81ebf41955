import { AsyncLocalStorage } from "node:async_hooks";

const current = new AsyncLocalStorage<string>();

/** Runs what answers a call: lines of the failure log that are written meanwhile bear its correlation id (R-LOG-04). */
export function withinCall<T>(correlationId: string, act: () => Promise<T>): Promise<T> {
  return current.run(correlationId, act);
}

/** Correlation id of the call that is being answered; undefined outside of one. */
export function currentCall(): string | undefined {
  return current.getStore();
}
