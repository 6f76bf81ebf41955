import type { Facts } from "../api/call.js";

/** What is to be recorded; the log adds the moment, the sequence number and the chain. */
export interface AuditEvent {
  /** The method's name, or `recovery.load`, `daemon.start`, `reader.attached` … */
  readonly event: string;
  readonly outcome: "ok" | "refused" | "failed";
  readonly correlationId: string;
  readonly sessionId?: string | undefined;
  readonly actor?: string | undefined;
  readonly municipality?: string | undefined;
  readonly target?: string | undefined;
  /** Error code of a refusal or failure. */
  readonly code?: string | undefined;
  readonly facts?: Facts | undefined;
}

/** The audit log as the rest of the daemon sees it: one can add, nothing else. */
export interface AuditPort {
  /** Resolves when the row is on disk. Throws `audit.unwritable`: a card must then not be changed (R-LOG-01). */
  record(event: AuditEvent): Promise<void>;
}

/** The failure-analysis log: technical, with APDU headers and status words, never data (R-LOG-08). Never throws. */
export interface FailurePort {
  info(event: string, facts?: Facts): void;
  error(event: string, error: unknown, facts?: Facts): void;
}
