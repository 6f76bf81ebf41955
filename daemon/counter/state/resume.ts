import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { cardTexts } from "../texts/card.js";
import { say } from "../texts/index.js";
import { call, onNotice } from "../wire/index.js";
import { tell } from "./notice.js";
import { may, session } from "./session.js";

export type Resume = ResultOf<"resume.list">;

/** What was begun and is not at its end. */
export const resume = signal<Resume | undefined>();

/** Asks anew; whoever may not list cards has no list. */
export async function refreshResume(): Promise<void> {
  if (!session.value || !may("card.list")) return;
  // A list that cannot be had leaves the last one; the next change asks again.
  resume.value = await call("resume.list", {}).catch(() => resume.value);
}

onNotice("resume", (list) => {
  resume.value = list;
});
onNotice("journal.changed", ({ state }) => {
  tell(state === "failed" ? "bad" : "good", say(cardTexts[state]));
  void refreshResume();
});
