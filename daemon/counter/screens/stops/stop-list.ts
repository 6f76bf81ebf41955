import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { attempt } from "../../state/problem.js";
import { call, onNotice } from "../../wire/index.js";

export const stops = signal<ResultOf<"stops.list"> | undefined>();
export const proposals = signal<ResultOf<"stops.proposals">["proposals"]>([]);

/** Asks anew for what is stopped and what imports propose; leaves a refusal that is shown. */
export async function refreshStops(): Promise<void> {
  await attempt(async () => {
    const [now, { proposals: proposed }] = await Promise.all([call("stops.list", {}), call("stops.proposals", {})]);
    stops.value = now;
    proposals.value = proposed;
  }, true);
}

/** A stop of another counter shows at once where the list has been opened. */
const again = () => {
  if (stops.value) void refreshStops();
};
onNotice("stops.changed", again);
onNotice("stops.proposed", again);
