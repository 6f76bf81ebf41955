import { z } from "zod";
import { type Bilingual, method, notification } from "./method.js";
import type { Right } from "./rights.js";
import { moment, operatorId } from "./shapes.js";

/** Acts that take two operators, and the right that both need. A new one is a new line here and a `demandApproval` where it is done. */
export const approvalActs = {
  "keys.reinitialise": {
    right: "system.settings",
    label: { en: "controlled re-initialisation of the area keys", ja: "独自利用領域キーの管理された再初期化" },
  },
  "keys.register": {
    right: "system.settings",
    label: { en: "registration of an area key", ja: "独自利用領域キーの登録" },
  },
  "tuning.publish": {
    right: "tuning.edit",
    label: { en: "publishing of tuning parameters", ja: "パラメータ設定の公開" },
  },
} as const satisfies Record<string, { readonly right: Right; readonly label: Bilingual }>;

export type ApprovalAct = keyof typeof approvalActs;
export const approvalActNames = Object.keys(approvalActs) as [ApprovalAct, ...ApprovalAct[]];

export const approvalId = z.string().min(1).max(64);
export const reason = z.string().trim().min(1).max(500);

export const approval = z.object({
  id: approvalId,
  act: z.enum(approvalActNames),
  subject: z.string(),
  reason: z.string(),
  requestedBy: operatorId,
  requestedAt: moment,
  expiresAt: moment,
  /** `expired`: nobody decided, or nobody acted on it, in time. */
  state: z.enum(["open", "approved", "rejected", "used", "expired"]),
  decidedBy: operatorId.optional(),
  decidedAt: moment.optional(),
  decisionReason: z.string().optional(),
});

const request = method({
  name: "approvals.request",
  need: "session",
  effect: "data",
  audited: "call",
  summary: {
    en: "Asks for a second operator's approval of an act that takes two; needs the act's own right and a written reason (A-18).",
    ja: "二人承認が必要な操作の承認を依頼する。その操作の権限と、理由の記入が必要。",
  },
  params: z.strictObject({
    act: z.enum(approvalActNames),
    /** What exactly is to be done, as the act's own method describes it. */
    subject: z.string().min(1).max(500),
    reason,
  }),
  result: approval,
});

const decision = z.strictObject({ approvalId, reason });

const approve = method({
  name: "approvals.approve",
  need: "session",
  effect: "data",
  audited: "call",
  summary: {
    en: "Approves what another operator asked for; needs the act's own right. The approval is for this subject, once, for a limited time.",
    ja: "他のオペレータの依頼を承認する。その操作の権限が必要。承認はその内容に限り、1回、期限内のみ有効。",
  },
  params: decision,
  result: approval,
});

const reject = method({
  name: "approvals.reject",
  need: "session",
  effect: "data",
  audited: "call",
  summary: {
    en: "Rejects what was asked for; who asked may take it back by this too, also after it was approved.",
    ja: "依頼を却下する。依頼者本人は、承認後でもこれにより取り下げることができる。",
  },
  params: decision,
  result: approval,
});

const list = method({
  name: "approvals.list",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "What was asked for and decided, of the acts that the operator has the right for; oldest first.",
    ja: "自分が権限を持つ操作の承認依頼と結果の一覧(古い順)。",
  },
  params: z.strictObject({}),
  result: z.object({ approvals: z.array(approval) }),
});

const changed = notification({
  name: "approvals.changed",
  summary: {
    en: "Something was asked for, decided or used; approvals.list tells what.",
    ja: "承認依頼の状態が変化した(内容はapprovals.listで確認)。",
  },
  params: z.object({ approvalId }),
});

export const approvalMethods = {
  "approvals.request": request,
  "approvals.approve": approve,
  "approvals.reject": reject,
  "approvals.list": list,
} as const;

export const approvalNotifications = { "approvals.changed": changed } as const;
