import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { forgetListing } from "../../state/listing.js";
import { lookUpHolder } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { card, insertion } from "../../state/readers.js";
import { refreshResume } from "../../state/resume.js";
import { onCard } from "../../state/work.js";
import { call } from "../../wire/index.js";

export type Summary = ResultOf<"bulk.end">;
export type Outcome = ResultOf<"bulk.load">;
export type Run = Pick<Summary, "bulkId" | "serviceId" | "total" | "loaded" | "already" | "failed">;

/** The run that the counter works on; the daemon keeps it too, so that it outlives page and daemon. */
export const run = signal<Run | undefined>();
export const openRuns = signal<readonly Summary[]>([]);
/** What became of the card of this insertion. */
export const last = signal<{ readonly of: string; readonly outcome: Outcome } | undefined>();
export const ended = signal<Summary | undefined>();

export async function refreshRuns(): Promise<void> {
  const now = await attempt(() => call("bulk.list", {}), true);
  if (now) openRuns.value = now.runs;
}

export async function begin(serviceId: string): Promise<void> {
  const begun = await attempt(() => call("bulk.begin", { serviceId }));
  if (!begun) return;
  ended.value = last.value = undefined;
  run.value = { ...begun, serviceId, loaded: 0, already: 0, failed: 0 };
}

/** Loads the card in the reader, once for each time that it is put in. */
export async function loadNext(): Promise<void> {
  const of = insertion.peek();
  const readerId = card.peek()?.id;
  const now = run.peek();
  if (!now || of === undefined || readerId === undefined || last.peek()?.of === of) return;
  const outcome = await onCard("bulk.load", () => call("bulk.load", { bulkId: now.bulkId, readerId }));
  forgetListing();
  void lookUpHolder();
  void refreshResume();
  if (!outcome) return;
  last.value = { of, outcome };
  run.value = { ...now, ...outcome };
}

export async function end(): Promise<void> {
  const now = run.value;
  if (!now) return;
  const done = await attempt(() => call("bulk.end", { bulkId: now.bulkId }));
  if (!done) return;
  run.value = last.value = undefined;
  ended.value = done;
  await refreshRuns();
}
