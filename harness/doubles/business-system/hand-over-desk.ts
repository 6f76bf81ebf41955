import { isServed, type KnownUser, NOBODY, type Verdict } from "#access/business-system/index.js";
import { type HandOverMessage, type UserBook, userBook } from "#access/index.js";
import type { Identity } from "#daemon/tls/index.js";
import { HandOverEndpoint, type HandOverFault } from "../endpoint/hand-over-endpoint.js";

export interface HandOverDeskOptions {
  readonly identity: Identity;
  /** Authority that the daemon's certificate must come from, PEM. */
  readonly clientCa: string;
  /** Common name of the one client that is let in (R-NET-07). */
  readonly clientName: string;
  /** Its id with the municipality, `business-system` when absent, and the resident data that it declares. */
  readonly system?: string;
  readonly fields: readonly string[];
}

/**
 * Where a business system (業務システム) takes hand-over messages: a real HTTPS server that asks for a client certificate, keeps what it
 * was told in a store of its own, and takes no message twice. A message out of its order is a defect of the daemon, and is kept as such.
 */
export class HandOverDesk implements UserBook {
  #endpoint!: HandOverEndpoint;
  readonly #book = userBook();
  readonly users = new Map<string, KnownUser>();
  /** Every message that was taken, once. */
  readonly messages: HandOverMessage[] = [];
  /** Ids as they came, repetitions too. */
  readonly attempts: string[] = [];
  /** Messages that came out of the order of their number. */
  readonly disordered: HandOverMessage[] = [];
  readonly #waiting = new Set<() => void>();
  /** Set to misbehave from now on. */
  fault: HandOverFault | undefined;

  private constructor() {}

  /** Starts a double on the loopback address, on a free port or the one that it had before. */
  static async start(
    { identity, clientCa, clientName: counter, system = "business-system", fields }: HandOverDeskOptions,
    port = 0,
  ): Promise<HandOverDesk> {
    const desk = new HandOverDesk();
    desk.#endpoint = await HandOverEndpoint.start({
      ...{ identity, clientCa, counter, port, system, fields, book: desk, badRequest: "malformed" },
      fault: ({ headers }) => {
        desk.attempts.push(String(headers["idempotency-key"]));
        return desk.fault;
      },
    });
    return desk;
  }

  /** Address of the system, without a path. */
  get origin(): string {
    return this.#endpoint.origin;
  }

  get url(): string {
    return this.#endpoint.url;
  }

  get port(): number {
    return this.#endpoint.port;
  }

  /** The users that are served: registered, residents, and not stopped (R-USE-04). */
  get served(): readonly string[] {
    return [...this.users].filter(([, user]) => isServed(user)).map(([number]) => number);
  }

  user(number: string): Promise<KnownUser | undefined> {
    return this.#book.user(number);
  }

  async take(message: HandOverMessage): Promise<Verdict> {
    const verdict = await this.#book.take(message);
    if (verdict === "out-of-order") this.disordered.push(message);
    if (verdict !== "taken") return verdict;
    this.messages.push(message);
    this.users.set(message.number, (await this.#book.user(message.number)) ?? NOBODY);
    for (const wake of [...this.#waiting]) wake();
    return verdict;
  }

  /** Resolves when so many messages were taken, or after the time of the machine has run out. */
  async took(count: number, withinMs = 20_000): Promise<void> {
    const ends = AbortSignal.timeout(withinMs);
    while (this.messages.length < count && !ends.aborted) {
      await new Promise<void>((resolve) => {
        const once = () => {
          this.#waiting.delete(once);
          ends.removeEventListener("abort", once);
          resolve();
        };
        this.#waiting.add(once);
        ends.addEventListener("abort", once);
      });
    }
  }

  close(): Promise<void> {
    return this.#endpoint.close();
  }
}
