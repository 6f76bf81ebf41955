import { PersonalReads } from "#card/myna/personal-reads.js";
import { describeApdu } from "#card/trace/index.js";
import type { ApduEvidence, AuditEvidence, FrameEvidence } from "./types.js";

/** What was captured since the last step began. */
export interface Captured {
  readonly apdus: readonly ApduEvidence[];
  readonly frames: readonly FrameEvidence[];
  readonly audit: readonly AuditEvidence[];
}

/** Collects what happens while a step runs. Cards and connections report here; nothing unmasked is ever kept. */
export class Recorder {
  #apdus: ApduEvidence[] = [];
  #frames: FrameEvidence[] = [];
  #audit: AuditEvidence[] = [];
  readonly #reads = new Map<string, PersonalReads>();

  apdu(card: string, command: Uint8Array, response: Uint8Array | undefined, fault = false): void {
    const reads = this.#personalReads(card);
    const told = describeApdu(command, response, reads.watch(command, response), reads.whereabouts);
    const evidence: ApduEvidence = { card, ...told };
    this.#apdus.push(fault ? { ...evidence, fault } : evidence);
  }

  #personalReads(card: string): PersonalReads {
    const reads = this.#reads.get(card) ?? new PersonalReads();
    this.#reads.set(card, reads);
    return reads;
  }

  /** `frame.body` must already be in the redacted form of the contract. */
  frame(frame: FrameEvidence): void {
    this.#frames.push(frame);
  }

  audit(rows: readonly AuditEvidence[]): void {
    this.#audit.push(...rows);
  }

  /** What there is so far, for expectations that wait. */
  get captured(): Captured {
    return { apdus: this.#apdus, frames: this.#frames, audit: this.#audit };
  }

  /** Hands over what was captured and begins anew. */
  take(): Captured {
    const captured = this.captured;
    this.#apdus = [];
    this.#frames = [];
    this.#audit = [];
    return captured;
  }
}
