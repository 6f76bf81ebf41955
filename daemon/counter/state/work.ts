import { signal } from "@preact/signals";
import type { NotificationOf } from "#daemon/api/contract/index.js";
import { onNotice } from "../wire/index.js";
import { attempt } from "./problem.js";
import { card } from "./readers.js";
import { refreshResume } from "./resume.js";

export type Step = Pick<NotificationOf<"progress">, "operation" | "done" | "total">;

/** The operation that the card is being worked on by. While there is one, the card must stay where it is. */
export const work = signal<{ readonly operation: string; readonly step?: Step } | undefined>();

onNotice("progress", (step) => {
  if (work.value) work.value = { operation: work.value.operation, step };
});

/** Does one act on the card; nothing else can be begun meanwhile. A refusal is shown, and what was saved of a torn write. */
export async function onCard<T>(operation: string, act: () => Promise<T>, keep = false): Promise<T | undefined> {
  if (work.value) return undefined;
  work.value = { operation };
  const result = await attempt(act, keep);
  work.value = undefined;
  if (result === undefined) void refreshResume();
  return result;
}

/** True when nothing can be begun: no card, or it is being worked on. */
export const busy = (needsCard = true): boolean => work.value !== undefined || (needsCard && card.value === undefined);
