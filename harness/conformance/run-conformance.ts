import { X509Certificate } from "node:crypto";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { issueCertificate } from "#daemon/tls/certificate.js";
import { conformanceErrors } from "./conformance-errors.js";
import type { PublishedClause, PublishedInterface } from "./published.js";
import { type Certificate, SystemLink } from "./system-link.js";
import { TrialKit, Violation } from "./trial-kit.js";
import { trials } from "./trials/index.js";

export interface ConformanceOptions {
  readonly published: PublishedInterface;
  /** Address of the system, without a path: `https://HOST:PORT`. */
  readonly against: string;
  /** Authority of its certificate, PEM. */
  readonly ca: string;
  readonly counter: Certificate;
  /** Of the same authority as the counter's, and not the counter's. */
  readonly other: Certificate;
  /** The id under which the municipality's configuration knows it. */
  readonly system: string;
  /** The resident data that it will be told. */
  readonly fields: readonly string[];
  /** Stands as `service` in the messages. */
  readonly service: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Told of each clause as it is done. */
  readonly done?: (result: ClauseResult) => void;
}

export interface ClauseResult extends PublishedClause {
  readonly held: boolean;
  /** What came instead, where it does not hold. */
  readonly saw?: string;
}

/** What a run found. */
export interface Conformance {
  readonly interface: string;
  readonly version: string;
  /** SHA-256 of the published files. */
  readonly published: string;
  readonly system: string;
  readonly fields: readonly string[];
  readonly against: string;
  /** ISO 8601, UTC. */
  readonly triedAt: string;
  readonly passed: boolean;
  readonly clauses: readonly ClauseResult[];
}

const FIELD = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const DAY = 86_400_000;

/**
 * Tries every clause of the published interface against a business system that runs (R-IF-02, R-IF-03, R-ACT-08): it needs the system's
 * address and certificates and nothing else of it. Users are made up and withdrawn at the end. Throws `conformance.*` where nothing could
 * be tried.
 */
export async function runConformance(options: ConformanceOptions): Promise<Conformance> {
  const { published, fields } = options;
  const against = originOf(options.against);
  const wrong = fields.find((name) => !FIELD.test(name));
  if (wrong !== undefined) throw conformanceErrors.error("bad-fields", { field: wrong });
  const unknown = published.clauses.find(({ id }) => trials[id] === undefined);
  if (unknown !== undefined) throw conformanceErrors.error("bad-published", { clause: unknown.id });
  const kit = await kitFor(options, against);
  try {
    return await tryAll(options, against, kit);
  } finally {
    kit.given.link.close();
  }
}

async function tryAll(
  { published, system, fields, clock, done }: ConformanceOptions,
  against: string,
  kit: TrialKit,
): Promise<Conformance> {
  const reached = await kit.given.link.ask({ method: "GET", path: "/interface" });
  if (reached.status === 0) throw conformanceErrors.error("unreachable", { against, reason: reached.lost });
  const triedAt = new Date(clock.now()).toISOString();
  const results: ClauseResult[] = [];
  // The time of answers is judged by those of all other trials.
  const order = [...published.clauses].sort((a, b) => Number(a.id === "6.1") - Number(b.id === "6.1"));
  for (const clause of order) {
    const saw = await sawIn(() => trials[clause.id]!(kit));
    const result = { ...clause, held: saw === undefined, ...(saw !== undefined && { saw }) };
    results.push(result);
    done?.(result);
  }
  await kit.cleanUp();
  const clauses = published.clauses.map(({ id }) => results.find((result) => result.id === id)!);
  return {
    ...{ interface: published.name, version: published.version, published: published.digest },
    ...{ system, fields, against, triedAt, passed: clauses.every(({ held }) => held), clauses },
  };
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "https:" || (url.pathname !== "/" && url.pathname !== "")) {
    throw conformanceErrors.error("bad-address", { against: address });
  }
  return url.origin;
}

async function kitFor(options: ConformanceOptions, origin: string): Promise<TrialKit> {
  const { published, ca, counter, other, system, fields, service, clock, random } = options;
  const commonName = /^CN=(.*)$/m.exec(new X509Certificate(counter.cert).subject)?.[1] ?? "counter";
  const notBefore = new Date(clock.now() - DAY);
  const foreign = await issueCertificate({ commonName, use: "client", notBefore, days: 2 }, random);
  // Longer than an answer may take: one that comes late is late, and not lost.
  const link = new SystemLink({ origin, ca, counter, patienceMs: 2 * published.answerMs, clock });
  return new TrialKit({ published, link, counter, other, foreign, system, service, fields, clock, random });
}

async function sawIn(trial: () => Promise<void>): Promise<string | undefined> {
  try {
    await trial();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message;
    throw error;
  }
}
