import type { HandOverMessage } from "#daemon/services/hand-over/message.js";
import type { Identity } from "#daemon/tls/index.js";
import { HandOverEndpoint, type Taken } from "../endpoint/hand-over-endpoint.js";
import { after, type KnownUser, NOBODY } from "./known-user.js";

export interface HandOverDeskOptions {
  readonly identity: Identity;
  /** Authority that the daemon's certificate must come from, PEM. */
  readonly clientCa: string;
  /** Common name of the one client that is let in (R-NET-07). */
  readonly clientName?: string;
}

/** What the double does instead of taking a message. `deaf`: it takes it, and its answer is lost. */
export type HandOverFault = "silent" | "error" | "refuse" | "deaf";

/**
 * Where a business system (業務システム) takes hand-over messages: a real HTTPS server that asks for a client certificate, keeps what it
 * was told in a store of its own, and takes no message twice. A message out of its order is a defect of the daemon, and is kept as such.
 */
export class HandOverDesk {
  #endpoint!: HandOverEndpoint;
  readonly #seen = new Set<string>();
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
  static async start({ identity, clientCa, clientName: daemon }: HandOverDeskOptions, port = 0): Promise<HandOverDesk> {
    const desk = new HandOverDesk();
    const take = (message: HandOverMessage) => desk.#answer(message);
    const badRequest = "hand-over.bad-message";
    desk.#endpoint = await HandOverEndpoint.start({ identity, clientCa, daemon, port, badRequest, take });
    return desk;
  }

  get url(): string {
    return this.#endpoint.url;
  }

  get port(): number {
    return this.#endpoint.port;
  }

  /** The users that are served: registered, residents, and not stopped (R-USE-04). */
  get served(): readonly string[] {
    return [...this.users]
      .filter(([, user]) => user.registered && !user.ended && !user.stopped)
      .map(([number]) => number);
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

  #answer(message: HandOverMessage): Taken {
    this.attempts.push(message.id);
    if (this.fault === "silent") return "silent";
    if (this.fault === "error") return 500;
    if (this.fault === "refuse") return 422;
    this.#take(message);
    return this.fault === "deaf" ? "lost" : undefined;
  }

  #take(message: HandOverMessage): void {
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    const known = this.users.get(message.number) ?? NOBODY;
    if (message.sequence <= known.sequence) this.disordered.push(message);
    this.messages.push(message);
    this.users.set(message.number, after(known, message));
    for (const wake of [...this.#waiting]) wake();
  }
}
