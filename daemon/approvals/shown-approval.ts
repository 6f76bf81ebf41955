import type { Announcer } from "../api/call.js";
import type { ApprovalRecord } from "../store/records.js";
import type { ApprovalState } from "./approvals.js";

const isoTime = (moment: number): string => new Date(moment).toISOString();

/** A request for approval as operators of its municipality are shown it. */
export function shownApproval(record: ApprovalRecord, state: ApprovalState) {
  const { municipality: _, requestedAt, expiresAt, decidedAt, ...rest } = record;
  const decided = decidedAt === undefined ? {} : { decidedAt: isoTime(decidedAt) };
  return { ...rest, requestedAt: isoTime(requestedAt), expiresAt: isoTime(expiresAt), ...decided, state };
}

/** Tells the municipality's terminals that something was asked for or decided. */
export const tellApproval = (announcer: Announcer, { municipality, id }: ApprovalRecord): void =>
  announcer.announce("approvals.changed", { approvalId: id }, { municipality });
