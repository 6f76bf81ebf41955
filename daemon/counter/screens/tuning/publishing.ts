import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { tell } from "../../state/notice.js";
import { attempt } from "../../state/problem.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { call, onNotice } from "../../wire/index.js";
import { readDraft } from "./editor.js";

export type Approval = ResultOf<"approvals.list">["approvals"][number];
export type Version = ResultOf<"tuning.history">["versions"][number];

/** What of publishing waits for somebody. */
export const asked = signal<readonly Approval[]>([]);
/** Published versions, newest first. */
export const versions = signal<readonly Version[]>([]);
/** The version that holds at the counters. */
export const holding = signal(0);

let open = false;

/** Asks what is waited for, and what was published. */
export async function refreshPublishing(): Promise<void> {
  open = true;
  const [{ approvals }, history, { version }] = await Promise.all([
    call("approvals.list", {}),
    call("tuning.history", {}),
    call("tuning.current", {}),
  ]);
  asked.value = approvals.filter(({ act, state }) => act === "tuning.publish" && /^(open|approved)$/.test(state));
  versions.value = history.versions;
  holding.value = version;
}

/** No longer asks when something is decided. */
export function leave(): void {
  open = false;
}

const again = () => {
  if (open) void attempt(refreshPublishing, true);
};
onNotice("approvals.changed", again);
onNotice("tuning.published", again);

/** The version that an approval lets somebody go back to; undefined where it is for a draft. */
export function versionOf({ subject }: Approval): number | undefined {
  const [, version] = /^return to version (\d+),/.exec(subject) ?? [];
  return version === undefined ? undefined : Number(version);
}

/** Asks a second operator: for the draft as it was read, or for going back to a version. Gives false when that was refused. */
export async function propose(what: { readonly revision: number } | { readonly version: number }, reason: string) {
  if (!(await attempt(() => call("tuning.propose", { ...what, reason })))) return false;
  tell("good", say(tuningTexts.proposed));
  await attempt(refreshPublishing);
  return true;
}

export async function decide(approvalId: string, as: "approvals.approve" | "approvals.reject"): Promise<void> {
  await attempt(() => call(as, { approvalId, reason: say(tuningTexts.looked) }));
  await attempt(refreshPublishing, true);
}

/** Puts into effect what was approved. */
export async function publish(approval: Approval, revision: number): Promise<void> {
  const version = versionOf(approval);
  const approvalId = approval.id;
  const done = await attempt<{ version: number }>(() =>
    version === undefined
      ? call("tuning.publish", { revision, approvalId })
      : call("tuning.return", { version, approvalId }),
  );
  if (!done) return;
  tell("good", say(tuningTexts.published, { version: done.version }));
  await readDraft();
}
