import type { Call, OperatorSession, Session } from "../api/call.js";
import { approvalActs } from "../api/contract/index.js";
import type { PartFactory } from "../main/part.js";
import { sessionErrors } from "../operators/operator-errors.js";
import type { ApprovalRecord } from "../store/records.js";
import { Approvals } from "./approvals.js";
import { shownApproval, tellApproval } from "./shown-approval.js";

/** Business systems have no part in this, whatever their session may call. */
function operatorOf(call: Call<Session>): OperatorSession {
  if (call.session.kind !== "operator") throw sessionErrors.error("not-permitted", { right: "operator" });
  return call.session;
}

/** The methods by which operators ask each other: each is for those who have the act's own right. */
export const approvalPart: PartFactory = (ports) => {
  const approvals = new Approvals(ports);
  const shown = (record: ApprovalRecord) => shownApproval(record, approvals.stateOf(record));
  const tell = (record: ApprovalRecord) => tellApproval(ports.announcer, record);
  const decide = async (
    call: Call<Session>,
    approvalId: string,
    how: (session: OperatorSession) => Promise<ApprovalRecord>,
  ) => {
    const session = operatorOf(call);
    const { act, requestedBy } = await approvals.find(session.municipality, approvalId);
    call.target(approvalId);
    call.facts({ act, requestedBy });
    await call.permit(approvalActs[act].right);
    const record = await how(session);
    tell(record);
    return shown(record);
  };
  return {
    handlers: {
      "approvals.request": async ({ act, subject, reason }, call) => {
        const session = operatorOf(call);
        call.facts({ act });
        await call.permit(approvalActs[act].right);
        const record = await approvals.request(session, act, subject, reason);
        call.target(record.id);
        tell(record);
        return shown(record);
      },
      "approvals.approve": ({ approvalId, reason }, call) =>
        decide(call, approvalId, (session) => approvals.approve(session, approvalId, reason)),
      "approvals.reject": ({ approvalId, reason }, call) =>
        decide(call, approvalId, (session) => approvals.reject(session, approvalId, reason)),
      "approvals.list": async (_params, call) => {
        const { municipality } = operatorOf(call);
        const records = await approvals.list(municipality);
        const allowed = new Set<string>();
        for (const act of new Set(records.map((record) => record.act))) {
          const permitted = call.permit(approvalActs[act].right).then(
            () => true,
            () => false,
          );
          if (await permitted) allowed.add(act);
        }
        return { approvals: records.filter(({ act }) => allowed.has(act)).map(shown) };
      },
    },
  };
};
