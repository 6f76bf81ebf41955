import type { OperatorSession } from "../api/call.js";
import type { ApprovalAct } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { ApprovalRecord } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";
import { approvalErrors } from "./approval-errors.js";

/** What a call that takes two operators says of itself. */
export interface ApprovalDemand {
  readonly act: ApprovalAct;
  /** What exactly is to be done, in a stable wording: the approval holds for this text and nothing else. */
  readonly subject: string;
  /** As the caller gave it; absent: `approval.needed`. */
  readonly approvalId?: string | undefined;
}

/** Who approved, and why it was asked for: for the audit row of the act. */
export interface Approved {
  readonly approvalId: string;
  readonly approvedBy: string;
  readonly reason: string;
}

export interface ApprovalPort {
  /** Asks for approval of an act with this subject; who approves it is another operator. */
  request(session: OperatorSession, act: ApprovalAct, subject: string, reason: string): Promise<ApprovalRecord>;
  /**
   * Uses up the approval that was given to this operator for this act and subject, in the transaction that does the act: an act that
   * fails leaves the approval as it was. Throws `approval.needed`, `approval.unknown`, `approval.expired`,
   * `approval.not-approved`, `approval.another-subject`.
   */
  demandApproval(session: OperatorSession, demand: ApprovalDemand, within: Pick<Repositories, "of">): Promise<Approved>;
}

/** How long a request waits for its decision and an approval for its use. */
export const APPROVAL_MS = 8 * 60 * 60_000;

export type ApprovalState = ApprovalRecord["state"] | "expired";

/** Acts that take two operators: what is asked for, by whom, who decided, and that it was used once. */
export class Approvals implements ApprovalPort {
  readonly #ports: Pick<DaemonPorts, "store" | "clock" | "newId">;

  constructor(ports: Pick<DaemonPorts, "store" | "clock" | "newId">) {
    this.#ports = ports;
  }

  async request(session: OperatorSession, act: ApprovalAct, subject: string, reason: string): Promise<ApprovalRecord> {
    const now = this.#ports.clock.now();
    const record: ApprovalRecord = {
      municipality: session.municipality,
      id: this.#ports.newId(),
      ...{ act, subject, reason, requestedBy: session.operatorId, state: "open" },
      ...{ requestedAt: now, expiresAt: now + APPROVAL_MS },
    };
    await this.#of(session.municipality).add(record);
    return record;
  }

  list(municipality: string): Promise<readonly ApprovalRecord[]> {
    return this.#of(municipality).list();
  }

  /** Throws `approval.unknown`. */
  async find(municipality: string, id: string): Promise<ApprovalRecord> {
    const record = await this.#of(municipality).find(id);
    if (record === undefined) throw approvalErrors.error("unknown");
    return record;
  }

  /** Throws `approval.unknown`, `approval.same-person`, `approval.decided`, `approval.expired`. */
  async approve(session: OperatorSession, id: string, reason: string): Promise<ApprovalRecord> {
    const record = await this.find(session.municipality, id);
    if (record.requestedBy === session.operatorId) throw approvalErrors.error("same-person");
    return this.#decide(session, record, "open", "approved", reason);
  }

  /** Who asked takes back even what was approved. Throws `approval.unknown`, `approval.decided`, `approval.expired`. */
  async reject(session: OperatorSession, id: string, reason: string): Promise<ApprovalRecord> {
    const record = await this.find(session.municipality, id);
    const own = record.requestedBy === session.operatorId;
    const from = own && record.state === "approved" ? "approved" : "open";
    return this.#decide(session, record, from, "rejected", reason);
  }

  async demandApproval(
    session: OperatorSession,
    demand: ApprovalDemand,
    within: Pick<Repositories, "of">,
  ): Promise<Approved> {
    const { approvals } = within.of(session.municipality);
    const { act, subject, approvalId } = demand;
    if (approvalId === undefined) throw approvalErrors.error("needed", { act });
    const record = await approvals.find(approvalId);
    if (record === undefined) throw approvalErrors.error("unknown");
    // Another's approval is told of no more than one that is not there.
    if (record.requestedBy !== session.operatorId) throw approvalErrors.error("unknown");
    if (record.act !== act || record.subject !== subject) throw approvalErrors.error("another-subject", { act });
    if (record.state !== "approved" || record.decidedBy === undefined) {
      throw approvalErrors.error("not-approved", { state: this.stateOf(record) });
    }
    if (this.stateOf(record) === "expired") throw approvalErrors.error("expired");
    if (!(await approvals.change(approvalId, "approved", { state: "used" }))) {
      throw approvalErrors.error("not-approved");
    }
    return { approvalId, approvedBy: record.decidedBy, reason: record.reason };
  }

  /** The state at this moment; what is decided for good does not run out. */
  stateOf({ state, expiresAt }: ApprovalRecord): ApprovalState {
    const waits = state === "open" || state === "approved";
    return waits && this.#ports.clock.now() >= expiresAt ? "expired" : state;
  }

  async #decide(
    session: OperatorSession,
    record: ApprovalRecord,
    from: "open" | "approved",
    state: "approved" | "rejected",
    decisionReason: string,
  ): Promise<ApprovalRecord> {
    if (record.state !== from) throw approvalErrors.error("decided", { state: record.state });
    if (this.stateOf(record) === "expired") throw approvalErrors.error("expired");
    const change = { state, decidedBy: session.operatorId, decidedAt: this.#ports.clock.now(), decisionReason };
    if (!(await this.#of(session.municipality).change(record.id, from, change))) throw approvalErrors.error("decided");
    return { ...record, ...change };
  }

  #of(municipality: string) {
    return this.#ports.store.of(municipality).approvals;
  }
}
