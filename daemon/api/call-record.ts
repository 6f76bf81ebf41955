import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { AuditPort, FailurePort } from "../audit/audit-port.js";
import type { Facts, Session } from "./call.js";
import type { Method } from "./contract/index.js";

/** Families whose errors tell that something failed, and not that the caller may not or asked for what cannot be. */
const FAILING_FAMILIES = new Set(["reader", "store", "keys", "scp"]);
const FAILING = new Set(["api.internal", "audit.unwritable"]);
/** An empty reader is no failure; and the name of a reader that is not there is whatever the caller wrote, so it is not logged. */
const NOT_FAILING = new Set(["reader.no-card", "reader.unknown"]);

function outcomeOf({ code }: MadoguchiError): "refused" | "failed" {
  if (NOT_FAILING.has(code)) return "refused";
  const [family = ""] = code.split(".");
  return FAILING.has(code) || FAILING_FAMILIES.has(family) ? "failed" : "refused";
}

/** The traces of one call in the audit log: a row before a card is touched, and a row with the outcome (R-LOG-02). */
export class CallRecord {
  readonly correlationId: string;
  readonly #method: Method;
  readonly #audit: AuditPort;
  readonly #failures: FailurePort;
  #session: Session | undefined;
  #target: string | undefined;
  #tenant: string | undefined;
  #facts: Facts = {};
  #begun = false;

  constructor(method: Method, correlationId: string, audit: AuditPort, failures: FailurePort) {
    this.#method = method;
    this.correlationId = correlationId;
    this.#audit = audit;
    this.#failures = failures;
  }

  by(session: Session): void {
    this.#session = session;
  }

  target(id: string): void {
    this.#target = id;
  }

  tenant(municipality: string): void {
    this.#tenant = municipality;
  }

  facts(facts: Facts): void {
    Object.assign(this.#facts, facts);
  }

  /** Throws `audit.unwritable` before anything is changed (R-LOG-01). */
  async begin(): Promise<void> {
    if (this.#method.effect === "reads") return;
    await this.#write(`${this.#method.name}.begin`, "ok");
    this.#begun = true;
  }

  /** What was done is recorded before it is answered. */
  async end(): Promise<void> {
    if (this.#method.audited === "refusal") return;
    try {
      await this.#write(this.#method.name, "ok");
    } catch (error) {
      // It is done and its beginning is on record: taking back the answer would only mislead.
      if (!this.#begun) throw error;
      this.#failures.error("audit.lost-row", error, { correlationId: this.correlationId, method: this.#method.name });
    }
  }

  /** Records a refusal or failure; never throws, since the caller's error is the one to answer. */
  async fail(error: MadoguchiError, thrown: unknown): Promise<void> {
    const { correlationId } = this;
    const outcome = outcomeOf(error);
    if (outcome === "failed") {
      this.#failures.error("call.failed", error.code === "api.internal" ? thrown : error, {
        correlationId,
        method: this.#method.name,
      });
    }
    try {
      await this.#write(this.#method.name, outcome, error.code);
    } catch (lost) {
      this.#failures.error("audit.lost-row", lost, { correlationId, method: this.#method.name });
    }
  }

  #write(event: string, outcome: "ok" | "refused" | "failed", code?: string): Promise<void> {
    const session = this.#session;
    return this.#audit.record({
      event,
      outcome,
      correlationId: this.correlationId,
      sessionId: session?.id,
      actor: session?.kind === "operator" ? session.operatorId : session?.systemId,
      municipality: session?.municipality ?? this.#tenant,
      target: this.#target,
      code,
      facts: this.#facts,
    });
  }
}
