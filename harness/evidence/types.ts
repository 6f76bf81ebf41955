import type { Bilingual, ToldApdu } from "#card/trace/types.js";

export type { Bilingual };

/** One command and its answer at the card, as a report may show it: secrets never got in here. */
export interface ApduEvidence extends ToldApdu {
  /** Name of the card in the scenario. */
  readonly card: string;
  /** True when a fault of the scenario acted on this exchange. */
  readonly fault?: boolean;
}

/** One message on the wire between the harness and the daemon, in its redacted form. */
export interface FrameEvidence {
  readonly direction: "sent" | "received";
  /** Which connection: the operator's terminal or a business system. */
  readonly party: string;
  readonly kind: "request" | "answer" | "error" | "notification";
  readonly method: string;
  readonly body: unknown;
}

/** One row of the audit log as the daemon gives it; a slice of them belongs to each step. */
export type AuditEvidence = Readonly<Record<string, unknown>>;

export type Outcome = "passed" | "failed" | "skipped";

/** Why a step failed: what was expected, what was there, and where the expectation is written. */
export interface Failure {
  readonly message: Bilingual;
  readonly expected?: string;
  readonly actual?: string;
  readonly file: string;
  readonly line: number;
}

export interface StepEvidence {
  /** From 1, teardown steps counted through. */
  readonly index: number;
  readonly action: string;
  readonly title: Bilingual;
  /** What happened in one line, for the progress display. */
  readonly summary: Bilingual;
  readonly requirements: readonly string[];
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly apdus: readonly ApduEvidence[];
  readonly frames: readonly FrameEvidence[];
  readonly audit: readonly AuditEvidence[];
  /** Time of the scenario's clock when the step began, ISO 8601. */
  readonly at: string;
  /** Wall time that the step took; no part of the digest. */
  readonly durationMs: number;
}

export interface ScenarioEvidence {
  readonly id: string;
  readonly title: Bilingual;
  readonly purpose?: Bilingual;
  /** Path of the scenario file, relative to the package where it is inside. */
  readonly file: string;
  /** SHA-256 of the scenario file's octets, hexadecimal. */
  readonly fileDigest: string;
  readonly requirements: readonly string[];
  readonly outcome: Outcome;
  readonly skipReason?: Bilingual;
  readonly seed: string;
  readonly steps: readonly StepEvidence[];
  /** SHA-256 over the canonical trace without wall times: equal for two runs with one seed on `memory`. */
  readonly digest: string;
  readonly durationMs: number;
}

/** Everything that a run left: the only thing that reports are made from. */
export interface RunEvidence {
  readonly format: "madoguchi-run/1";
  readonly product: { readonly name: string; readonly version: string };
  readonly target: string;
  /** Wall time at which the run began, ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly scenarios: readonly ScenarioEvidence[];
}
