import type { Clock } from "#card/ports/clock.js";
import type { Handlers } from "../api/call.js";
import type { AuditConfig } from "../config/audit.js";
import type { AuditLog } from "./audit-log.js";
import type { AuditView } from "./audit-view.js";
import { exportSlice } from "./export.js";
import { daysLate } from "./report.js";

/** The auditor's methods: reading and exporting the rows of the own municipality, verifying the chain of all; nothing else is possible (R-LOG-07). */
export function auditHandlers(
  log: AuditLog,
  clock: Clock,
  { reportDays }: Pick<AuditConfig, "reportDays">,
  viewOf: (municipality: string) => AuditView,
): Handlers {
  return {
    "audit.list": async (query, call) => {
      const entries = await log.list({ ...query, view: viewOf(call.session.municipality) });
      call.facts({ rows: entries.length });
      return { entries: [...entries] };
    },
    "audit.history": async ({ cardId, limit = 1000 }, call) => {
      call.target(cardId);
      const entries = await log.history(viewOf(call.session.municipality), cardId, limit);
      call.facts({ rows: entries.length });
      return { entries: [...entries] };
    },
    "audit.report": async ({ from, to }, call) => {
      const { municipality } = call.session;
      const now = clock.now();
      const last = await log.lastReport(municipality);
      const period = {
        from: new Date(from ?? last?.at ?? 0).toISOString(),
        to: new Date(to ?? now).toISOString(),
      };
      const { ok, signedThrough = 0, broken } = await log.verify();
      const counts = await log.counts(municipality, period.from, period.to);
      const late = last === undefined ? 0 : daysLate(last.at, now, reportDays);
      call.facts({ ...period, ok, daysLate: late });
      return {
        ...period,
        ...(last?.isReport && { lastReport: last.at }),
        everyDays: reportDays,
        daysLate: late,
        chain: { ok, signedThrough, ...(broken && { broken }) },
        counts: [...counts],
      };
    },
    "audit.verify": async (_params, call) => {
      const result = await log.verify();
      call.facts({ ok: result.ok, rows: result.entries });
      const { ok, entries, head, broken, heads = 0, signedThrough = 0 } = result;
      return { ok, entries, head, heads, signedThrough, ...(broken && { broken }) };
    },
    "audit.export": async ({ purpose, after = 0, limit = 1000 }, call) => {
      const { municipality, operatorId: by } = call.session;
      call.facts({ purpose, after });
      const at = new Date(clock.now()).toISOString();
      const slice = await exportSlice(log, { purpose, view: viewOf(municipality), by, at, after, limit });
      call.facts({ rows: slice.rows, through: slice.through });
      return slice;
    },
    "audit.publicKey": async () => {
      const { keyId, publicKey } = log.signing().signer;
      return { keyId, algorithm: "Ed25519", publicKey };
    },
  };
}
