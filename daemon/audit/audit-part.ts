import type { Handlers } from "../api/call.js";
import type { AuditLog } from "./audit-log.js";

/** The auditor's methods: reading the rows of the own municipality and verifying the chain of all; nothing else is possible (R-LOG-07). */
export function auditHandlers(log: AuditLog): Handlers {
  return {
    "audit.list": async (query, call) => {
      const entries = await log.list({ ...query, municipality: call.session.municipality });
      call.facts({ rows: entries.length });
      return { entries: [...entries] };
    },
    "audit.verify": async (_params, call) => {
      const result = await log.verify();
      call.facts({ ok: result.ok, rows: result.entries });
      const { ok, entries, head, broken } = result;
      return { ok, entries, head, ...(broken && { broken }) };
    },
  };
}
