import type { Clock } from "#card/ports/clock.js";
import type { OperatorSession, Session, SystemSession } from "../api/call.js";
import { sessionErrors } from "./operator-errors.js";

export type EndReason =
  | "logout"
  | "idle"
  | "operator-removed"
  | "login-changed"
  | "card-withdrawn"
  | "reinitialised"
  | "disconnected"
  | "server-stopping";

/** Ending other people's sessions: all that a part of the daemon can do with them. None can open one (R-SYS-03). */
export interface SessionEndings {
  /** Ends the sessions of one operator, or of everybody of the municipality, business systems included; gives how many. */
  endOf(municipality: string, operatorId: string | undefined, reason: EndReason): number;
}

interface OpenSession {
  readonly session: Session;
  readonly onEnd: (reason: EndReason) => void;
  readonly watch: AbortController;
  lastUse: number;
}

const MINUTE = 60_000;

/** Who is logged in. A session lives in memory only, on one connection: a restarted daemon knows none. */
export class Sessions implements SessionEndings {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #open = new Map<string, OpenSession>();

  constructor(clock: Clock, idleMinutes: number) {
    this.#clock = clock;
    this.#idleMs = idleMinutes * MINUTE;
  }

  get idleSeconds(): number {
    return this.#idleMs / 1000;
  }

  /** Opens a session; `onEnd` is called once, however it ends. An operator's session ends when it is idle too long. */
  open<S extends OperatorSession | SystemSession>(session: S, onEnd: (reason: EndReason) => void): S {
    const entry = { session, onEnd, watch: new AbortController(), lastUse: this.#clock.now() };
    this.#open.set(session.id, entry);
    if (session.kind === "operator") void this.#watchIdle(entry);
    return session;
  }

  /** The session, alive, and used from now on. Throws `session.expired` when it ended meanwhile. */
  use(id: string): Session {
    const entry = this.#open.get(id);
    if (entry === undefined) throw sessionErrors.error("expired");
    if (this.#idle(entry)) {
      this.end(id, "idle");
      throw sessionErrors.error("expired");
    }
    entry.lastUse = this.#clock.now();
    return entry.session;
  }

  end(id: string, reason: EndReason): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    this.#open.delete(id);
    entry.watch.abort();
    entry.onEnd(reason);
  }

  endOf(municipality: string, operatorId: string | undefined, reason: EndReason): number {
    const ending = [...this.#open.values()].filter(
      ({ session }) =>
        session.municipality === municipality &&
        (operatorId === undefined || (session.kind === "operator" && session.operatorId === operatorId)),
    );
    for (const { session } of ending) this.end(session.id, reason);
    return ending.length;
  }

  endAll(reason: EndReason): void {
    for (const id of [...this.#open.keys()]) this.end(id, reason);
  }

  #idle(entry: OpenSession): boolean {
    return entry.session.kind === "operator" && this.#clock.now() - entry.lastUse >= this.#idleMs;
  }

  async #watchIdle(entry: OpenSession): Promise<void> {
    const { signal } = entry.watch;
    while (!signal.aborted) {
      const now = this.#clock.now();
      // A clock that was set back must not lend the session the time that it lost.
      entry.lastUse = Math.min(entry.lastUse, now);
      const left = entry.lastUse + this.#idleMs - now;
      if (left <= 0) return this.end(entry.session.id, "idle");
      await this.#clock.sleep(left, signal).catch(() => undefined);
    }
  }
}
