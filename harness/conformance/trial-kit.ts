import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { PublishedInterface } from "./published.js";
import type { Answer, Ask, Certificate, SystemLink } from "./system-link.js";

/** A clause does not hold; the message says what was asked, what came and what should have come, in notation that needs no language. */
export class Violation extends Error {}

/** A user who was made up for one trial. */
export interface Subject {
  readonly number: string;
  /** Of the last message that was made for it. */
  sequence: number;
}

export type Message = Readonly<Record<string, unknown>>;

export interface TrialKitOptions {
  readonly published: PublishedInterface;
  readonly link: SystemLink;
  readonly counter: Certificate;
  /** A certificate of the right authority that is not the counter's. */
  readonly other: Certificate;
  /** A certificate of the counter's name under an authority that nobody knows. */
  readonly foreign: Certificate;
  readonly system: string;
  readonly service: string;
  readonly fields: readonly string[];
  readonly clock: Clock;
  readonly random: RandomSource;
}

export const TAKEN: readonly number[] = [200, 201, 204];
/** How a caller is turned away who may not come in, where the connection itself did not fail. */
export const SHUT_OUT: readonly number[] = [0, 400, 401, 403, 495, 496];

/** What the trials work with. Every user is new, so that no trial stands on another. */
export class TrialKit {
  readonly #options: TrialKitOptions;
  readonly #subjects: Subject[] = [];
  /** The longest that the system took over a request that it should answer in time. */
  slowest: { readonly what: string; readonly ms: number } = { what: "", ms: 0 };

  constructor(options: TrialKitOptions) {
    this.#options = options;
  }

  get given(): TrialKitOptions {
    return this.#options;
  }

  word(): string {
    return Buffer.from(this.#options.random.bytes(10)).toString("hex").toUpperCase();
  }

  subject(): Subject {
    const subject = { number: `T${this.word()}`, sequence: 0 };
    this.#subjects.push(subject);
    return subject;
  }

  /** Values for the declared fields, different for each `round`. */
  values(round = 1): Record<string, string> {
    return Object.fromEntries(this.#options.fields.map((name) => [name, `試験 ${name} ${round}`]));
  }

  /** The next message about a user, right by the schema unless `more` spoils it. */
  message(subject: Subject, kind: string, more: Message = {}): Message {
    subject.sequence += 1;
    const { published, service, clock } = this.#options;
    return {
      ...{ interface: published.version, id: this.word(), service, number: subject.number },
      ...{ sequence: subject.sequence, date: new Date(clock.now()).toISOString().slice(0, 10), kind },
      ...((kind === "registered" || kind === "changed") && { fields: this.values() }),
      ...more,
    };
  }

  /** Sends a message, or any text in its place. */
  send(message: Message | string, how: Pick<Ask, "as" | "fresh"> = {}): Promise<Answer> {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    return this.ask({ method: "POST", path: "/users", body, ...how });
  }

  async ask(ask: Ask): Promise<Answer> {
    const answer = await this.#options.link.ask(ask);
    // Only what the counter itself waits for: who is turned away may wait.
    if (ask.as === undefined && answer.ms > this.slowest.ms) {
      this.slowest = { what: `${ask.method} ${ask.path}`, ms: answer.ms };
    }
    return answer;
  }

  /** Tells a right message, which the system has to take. */
  async tell(subject: Subject, kind: string, more: Message = {}): Promise<Message> {
    const message = this.message(subject, kind, more);
    const fault = this.#options.published.fault("handOver", message);
    if (fault !== undefined) throw new Error(`the run itself made a wrong message: ${fault}`);
    this.demand(await this.send(message), TAKEN, `POST /users ${kind}`);
    return message;
  }

  async registered(): Promise<Subject> {
    const subject = this.subject();
    await this.tell(subject, "registered");
    return subject;
  }

  demand({ status, lost }: Answer, wanted: readonly number[], what: string): void {
    if (wanted.includes(status)) return;
    throw new Violation(`${what} → ${status === 0 ? lost : status} ≠ ${wanted.join("|")}`);
  }

  /** The state of a user, as it came. */
  state({ number }: Subject): Promise<Answer> {
    return this.ask({ method: "GET", path: `/users/${encodeURIComponent(number)}` });
  }

  /** Members of the state that the system tells. */
  async demandState(subject: Subject, wanted: Readonly<Record<string, unknown>>, what: string): Promise<void> {
    const answer = await this.state(subject);
    this.demand(answer, [200], `GET /users/{number} (${what})`);
    const body = (answer.body ?? {}) as Record<string, unknown>;
    for (const [name, value] of Object.entries(wanted)) {
      if (canonical(body[name]) === canonical(value)) continue;
      throw new Violation(`GET /users/{number} (${what}) → ${name}: ${short(body[name])} ≠ ${short(value)}`);
    }
  }

  /** Runs what must leave a user as it was. */
  async unchanged(subject: Subject, what: string, act: () => Promise<void>): Promise<void> {
    const before = await this.state(subject);
    await act();
    const after = await this.state(subject);
    if (before.status === after.status && canonical(before.body) === canonical(after.body)) return;
    throw new Violation(
      `${what} → GET /users/{number}: ${before.status} ${short(before.body)} ⇒ ${after.status} ${short(after.body)}`,
    );
  }

  /** Sends what has to be refused without leaving a trace. */
  refuses(subject: Subject, message: Message | string, statuses: readonly number[], what: string): Promise<void> {
    return this.unchanged(subject, what, async () => this.demand(await this.send(message), statuses, what));
  }

  /** Ends the use of all who were made up; a system that does not take it keeps them. */
  async cleanUp(): Promise<void> {
    for (const subject of this.#subjects) {
      const { status, body } = await this.#options.link.ask({ method: "GET", path: `/users/${subject.number}` });
      const { registered, sequence } = (body ?? {}) as { registered?: boolean; sequence?: number };
      if (status !== 200 || registered !== true) continue;
      subject.sequence = Math.max(subject.sequence, Number.isSafeInteger(sequence) ? sequence! : 0);
      await this.#options.link.ask({
        method: "POST",
        path: "/users",
        body: JSON.stringify(this.message(subject, "withdrawn")),
      });
    }
  }
}

/** The same text for the same value, whatever the order of its members. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === "object" && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort())
        : one,
    ) ?? "-"
  );
}

const short = (value: unknown): string => (JSON.stringify(value) ?? "-").slice(0, 120);
