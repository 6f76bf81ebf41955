import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { HandOverRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";
import type { Service } from "../service.js";
import { handOverErrors } from "./hand-over-errors.js";
import { refuseUse, resumeUse } from "./registration-effects.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "audit" | "auditOutbox" | "failures" | "announcer">;

/** Sends one message, or throws `hand-over.*`. */
export type Send = (id: string, body: string, signal: AbortSignal) => Promise<void>;

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;

/** 1, 2, 4 … seconds, at most five minutes. */
const waitAfter = (attempts: number): number => Math.min(FIRST_WAIT * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT);

/**
 * The messages to one business system: one at a time, those of one user in their order, repeated until they are taken. A system that is
 * down holds up its own messages and nothing else; a message that it cannot take holds up those of the same user and nobody else's.
 */
export class Lane {
  readonly #ports: Ports;
  readonly #service: Service;
  readonly #send: Send;
  readonly #end = new AbortController();
  #wanted = false;
  #running: Promise<void> | undefined;
  #timer: AbortController | undefined;
  /** Attempts in a row that found the system down, and until when it is left alone. */
  #downs = 0;
  #notBefore = 0;

  constructor(ports: Ports, service: Service, send: Send) {
    this.#ports = ports;
    this.#service = service;
    this.#send = send;
  }

  get down(): boolean {
    return this.#downs > 0;
  }

  /** There may be something to send. Never waits. */
  wake(): void {
    if (this.#end.signal.aborted) return;
    this.#wanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#wanted) this.wake();
    });
  }

  /** Resolves when nothing is being sent: all was taken, or the rest waits for its time. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    this.#timer?.abort();
    this.#wanted = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#wanted && !this.#end.signal.aborted) {
      this.#wanted = false;
      try {
        await this.#drain();
        await this.#setTimer();
      } catch (error) {
        if (this.#end.signal.aborted) return;
        // A store that cannot be read now: tried again with the next message, or in a while.
        this.#ports.failures.error("hand-over.lane", error, { systemId: this.#service.system.id });
        this.#wakeIn(LONGEST_WAIT);
      }
    }
  }

  get #own() {
    return this.#ports.store.of(this.#service.municipality);
  }

  async #drain(): Promise<void> {
    const { clock } = this.#ports;
    for (;;) {
      if (clock.now() < this.#notBefore) return;
      const due = await this.#own.handOvers.due(this.#service.system.id, clock.now());
      if (due.length === 0) return;
      const held = new Set<string>();
      for (const message of due) {
        if (this.#end.signal.aborted) return;
        if (held.has(message.number)) continue;
        if (!(await this.#deliver(message))) held.add(message.number);
        if (clock.now() < this.#notBefore) return;
      }
    }
  }

  /** False when the message has to be sent again. */
  async #deliver(message: HandOverRecord): Promise<boolean> {
    try {
      await this.#send(message.id, message.body, this.#end.signal);
    } catch (error) {
      if (this.#end.signal.aborted) throw error;
      if (handOverErrors.is(error, "refused")) {
        await this.#refused(message, error);
        return true;
      }
      await this.#failed(message, error);
      return false;
    }
    await this.#up();
    const changedAt = this.#ports.clock.now();
    await this.#ports.store.transaction(async (repositories) => {
      const own = repositories.of(message.municipality);
      await own.handOvers.change(message.id, { state: "delivered", body: "", changedAt });
      if (message.kind === "registered") await resumeUse(repositories, message, changedAt);
      await this.#record(repositories, message, "ok");
    });
    await this.#ports.auditOutbox.tell();
    return true;
  }

  async #refused(message: HandOverRecord, error: unknown): Promise<void> {
    await this.#up();
    const changedAt = this.#ports.clock.now();
    const lastError = "hand-over.refused";
    await this.#ports.store.transaction(async (repositories) => {
      const own = repositories.of(message.municipality);
      await own.handOvers.change(message.id, { state: "refused", lastError, changedAt });
      if (message.kind === "registered") await refuseUse(repositories, message, changedAt);
      await this.#record(repositories, message, "refused", lastError);
    });
    await this.#ports.auditOutbox.tell();
    this.#ports.failures.error("hand-over.refused", error, { handOverId: message.id, systemId: message.systemId });
    this.#tell(message, "refused");
  }

  async #failed(message: HandOverRecord, error: unknown): Promise<void> {
    const { clock, failures } = this.#ports;
    const now = clock.now();
    const { handOvers } = this.#own;
    const attempts = message.attempts + 1;
    const lastError = isMadoguchiError(error) ? error.code : "hand-over.bad-answer";
    failures.error("hand-over.send", error, { handOverId: message.id, systemId: message.systemId, attempts });
    if (handOverErrors.is(error, "link-down")) {
      this.#notBefore = now + waitAfter(++this.#downs);
      await handOvers.change(message.id, { attempts, lastError, changedAt: now });
      if (this.#downs === 1) await this.#recordLink("down");
    } else {
      await handOvers.change(message.id, { attempts, lastError, changedAt: now });
      await handOvers.postpone(message.systemId, message.number, now + waitAfter(attempts));
    }
  }

  async #up(): Promise<void> {
    if (this.#downs === 0) return;
    this.#downs = 0;
    this.#notBefore = 0;
    await this.#recordLink("up");
  }

  async #setTimer(): Promise<void> {
    const next = await this.#own.handOvers.nextDue(this.#service.system.id);
    if (next !== undefined) this.#wakeIn(Math.max(next, this.#notBefore) - this.#ports.clock.now());
  }

  #wakeIn(ms: number): void {
    this.#timer?.abort();
    const timer = new AbortController();
    this.#timer = timer;
    this.#ports.clock.sleep(Math.max(ms, 0), timer.signal).then(
      () => this.wake(),
      () => {},
    );
  }

  #tell({ id, systemId, serviceId, kind, municipality }: HandOverRecord, state: "refused"): void {
    this.#ports.announcer.announce("handOver.changed", { id, systemId, serviceId, kind, state }, { municipality });
  }

  /** What was handed over to whom is on record together with its state, with the names of the fields and none of their values (R-LOG-02). */
  #record(
    repositories: Repositories,
    message: HandOverRecord,
    outcome: "ok" | "refused",
    code?: string,
  ): Promise<void> {
    const { systemId, serviceId, kind, sequence, municipality, correlationId, userId } = message;
    const fields = (JSON.parse(message.body) as { fields?: object }).fields ?? {};
    return this.#ports.auditOutbox.add(repositories, {
      event: "handOver.delivered",
      outcome,
      correlationId,
      municipality,
      target: userId,
      ...(code === undefined ? {} : { code }),
      facts: { systemId, serviceId, kind, sequence, fields: Object.keys(fields).join(",") },
    });
  }

  async #recordLink(link: "up" | "down"): Promise<void> {
    const { municipality, system } = this.#service;
    const outcome = link === "up" ? "ok" : "failed";
    const facts = { systemId: system.id };
    await this.#write({ event: `handOver.link-${link}`, outcome, correlationId: system.id, municipality, facts });
  }

  async #write(event: Parameters<Ports["audit"]["record"]>[0]): Promise<void> {
    try {
      await this.#ports.audit.record(event);
    } catch (error) {
      this.#ports.failures.error("audit.lost-row", error, { event: event.event });
    }
  }
}
