import type { OperatorSession } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import type { OperatorRecord } from "../store/records.js";
import { digestOf, type Features, type FingerprintMatcher, simulatedMatcher } from "./fingerprint.js";
import { operatorErrors } from "./operator-errors.js";
import type { LoginRefusal, Operators } from "./operators.js";

/** Puts octets of one operator under the key-encryption key, bound to whose they are. */
/** The place that an operator's template is wrapped for. */
export const templatePlace = (municipality: string, operatorId: string) =>
  ({ use: "fingerprint", municipality, keyId: operatorId, generation: 1 }) as const;

export interface TemplateSeal {
  seal(municipality: string, operatorId: string, octets: Uint8Array): Promise<Uint8Array>;
  open(municipality: string, operatorId: string, sealed: Uint8Array): Promise<Uint8Array>;
}

/** What is sealed: the template, and digests of the captures that were accepted last. */
interface Enrolled {
  readonly template: Features;
  readonly seen: readonly string[];
}

/** Accepted captures that are remembered against replay. */
const REMEMBERED = 200;

/** Login by fingerprint: the features come from the terminal's sensor, the template never leaves the store in clear (R-OPR-04, A-39). */
export class Fingerprints {
  readonly #ports: Pick<DaemonPorts, "store" | "clock">;
  readonly #seal: TemplateSeal;
  readonly #operators: Operators;
  readonly #threshold: number;
  readonly #matcher: FingerprintMatcher;

  constructor(
    ports: Pick<DaemonPorts, "store" | "clock">,
    of: { seal: TemplateSeal; operators: Operators; threshold: number; matcher?: FingerprintMatcher },
  ) {
    this.#ports = ports;
    this.#seal = of.seal;
    this.#operators = of.operators;
    this.#threshold = of.threshold;
    this.#matcher = of.matcher ?? simulatedMatcher;
  }

  /** Takes the place of what was enrolled before. Throws `operator.unknown`. */
  async enrol({ municipality, operatorId: changedBy }: OperatorSession, operatorId: string, template: Features) {
    const operator = await this.#ports.store.of(municipality).operators.find(operatorId);
    if (operator === undefined || operator.state === "deleted") throw operatorErrors.error("unknown");
    await this.#save(municipality, operatorId, changedBy, { template, seen: [digestOf(template)] });
  }

  /** Throws `session.refused`, after the failure is counted as one of any method. */
  login(municipality: string, operatorId: string, sample: Features, onRefusal: (refusal: LoginRefusal) => void) {
    return this.#operators.attempt(
      municipality,
      operatorId,
      (operator) => this.#accept(municipality, operator, sample),
      onRefusal,
    );
  }

  async #accept(municipality: string, operator: OperatorRecord | undefined, sample: Features) {
    const record = operator && (await this.#ports.store.of(municipality).fingerprints.find(operator.id));
    if (record === undefined) return "not-enrolled";
    const { operatorId, changedBy } = record;
    const octets = await this.#seal.open(municipality, operatorId, record.sealed);
    const { template, seen } = JSON.parse(Buffer.from(octets).toString()) as Enrolled;
    octets.fill(0);
    const digest = digestOf(sample);
    if (seen.includes(digest)) return "replayed";
    if (this.#matcher.score(template, sample) < this.#threshold) return "wrong-fingerprint";
    await this.#save(municipality, operatorId, changedBy, { template, seen: [...seen, digest].slice(-REMEMBERED) });
    return undefined;
  }

  async #save(municipality: string, operatorId: string, changedBy: string, enrolled: Enrolled): Promise<void> {
    const clear = Buffer.from(JSON.stringify(enrolled));
    const sealed = await this.#seal.seal(municipality, operatorId, clear);
    clear.fill(0);
    const changedAt = this.#ports.clock.now();
    return this.#ports.store
      .of(municipality)
      .fingerprints.save({ municipality, operatorId, sealed, changedBy, changedAt });
  }
}
