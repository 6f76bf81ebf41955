import type { Call, OperatorSession } from "../api/call.js";
import { demandNotStopped } from "../gates/card-state.js";
import type { DaemonPorts } from "../main/ports.js";
import { dayInJapan } from "../services/hand-over/message.js";
import type { IssuanceRecord } from "../store/records.js";
import type { CounterLink, CounterLinks } from "./counter-service.js";
import { issuanceErrors } from "./issuance-errors.js";
import { issuingErrors } from "./issuing-errors.js";
import type { Certificate } from "./issuing-link.js";

/** Certificates between the asking and the handing out. One request is dealt with by one call at a time. */
export class Undelivered {
  readonly #ports: DaemonPorts;
  readonly #underWay = new Set<string>();

  constructor(ports: DaemonPorts) {
    this.#ports = ports;
  }

  find(municipality: string, requestId: string): Promise<IssuanceRecord | undefined> {
    return this.#ports.store.of(municipality).issuances.find(requestId);
  }

  /** Throws `issuance.under-way` while another call deals with the same request. */
  async alone<T>(municipality: string, requestId: string, work: () => Promise<T>): Promise<T> {
    const name = `${municipality}/${requestId}`;
    if (this.#underWay.has(name)) throw issuanceErrors.error("under-way", { requestId });
    this.#underWay.add(name);
    try {
      return await work();
    } finally {
      this.#underWay.delete(name);
    }
  }

  /**
   * The certificate of a request that was made before, and no second one: on the day on which it was asked for, unless its card was stopped
   * since. Throws `issuance.handed-out`, `issuance.cancelled` (also where the server made none), `issuance.another-day`, `gate.*`, and
   * `issuance.unsettled` while the server cannot be asked.
   */
  async again(link: CounterLink, issuance: IssuanceRecord, call: Call<OperatorSession>): Promise<Certificate> {
    const { requestId, kind, state, municipality } = issuance;
    const { clock, store } = this.#ports;
    demandOpen(issuance);
    if (dayInJapan(clock.now()) !== dayInJapan(issuance.askedAt)) throw issuanceErrors.error("another-day");
    await demandNotStopped(store.stops, issuance.cardId);
    try {
      const certificate = await link.certificate(requestId, kind);
      if (state === "asked") await this.#change(issuance, "issued", certificate.serial);
      call.facts({ serial: certificate.serial, again: true });
      return certificate;
    } catch (error) {
      if (issuingErrors.is(error, "unreachable")) {
        throw issuanceErrors.error("unsettled", { requestId, ...error.details }, { cause: error });
      }
      if (issuingErrors.is(error, "no-such-request") || issuingErrors.is(error, "cancelled")) {
        // It may still be on its way there: taken back, it comes to nothing.
        await this.takeBack(link, issuance);
        const now = await this.find(municipality, requestId);
        if (now?.state === "cancelled") throw issuanceErrors.error("cancelled", { requestId });
      }
      throw error;
    }
  }

  /** Takes a request back: nobody gets its certificate from now on, and the server is told as soon as it can be. True when it was. */
  async takeBack(link: CounterLink, issuance: IssuanceRecord): Promise<boolean> {
    try {
      await this.#takeBack(link, issuance);
      return true;
    } catch (error) {
      this.#ports.failures.error("issuance.cancel", error, { requestId: issuance.requestId });
      return false;
    }
  }

  async #takeBack(link: CounterLink, issuance: IssuanceRecord): Promise<void> {
    await this.#change(issuance, "taken-back");
    await link.cancel(issuance.requestId);
    await this.#change(issuance, "cancelled");
  }

  async handOut(issuance: IssuanceRecord): Promise<string> {
    demandOpen(issuance);
    // Nobody can have handed out what the server has not said to exist.
    if (issuance.serial === undefined) throw issuanceErrors.error("unsettled", { requestId: issuance.requestId });
    await this.#change(issuance, "handed-out", issuance.serial);
    return issuance.serial;
  }

  /** Throws `issuance.unsettled` while the server cannot be told; it is when it answers again. */
  async cancel(link: CounterLink, issuance: IssuanceRecord): Promise<void> {
    if (issuance.state !== "taken-back") demandOpen(issuance);
    const { requestId } = issuance;
    if (!(await this.takeBack(link, issuance))) throw issuanceErrors.error("unsettled", { requestId });
  }

  /**
   * Finds out what became of requests that a kill or a dead server left open: made, then it is on the list as issued; not made or not wanted
   * any more, then it is taken back so that it never is. Never throws; what cannot be asked stays as it is. A server that does not answer
   * is asked no more: however long the list, it keeps its caller waiting for one answer.
   */
  async settle(municipality: string, links: CounterLinks): Promise<void> {
    const open = await this.#ports.store.of(municipality).issuances.open();
    const unsettled = open.filter(({ state }) => state !== "issued");
    await Promise.all(
      [...links].map(async ([service, link]) => {
        for (const issuance of unsettled) {
          if (issuance.serviceId === service && (await this.#settle(link, issuance)) === "silent") return;
        }
      }),
    );
  }

  /** `silent`: the server did not answer. */
  async #settle(link: CounterLink, { municipality, requestId, cardId }: IssuanceRecord): Promise<"silent" | "done"> {
    try {
      await this.alone(municipality, requestId, async () => {
        // While others were asked for, this one may have been dealt with.
        const now = await this.find(municipality, requestId);
        if (now?.state === "taken-back") await this.#takeBack(link, now);
        if (now?.state === "asked") await this.#ask(link, now);
      });
    } catch (error) {
      // Another call has it in hand.
      if (issuanceErrors.is(error, "under-way")) return "done";
      this.#ports.failures.error("issuance.settle", error, { requestId, cardId });
      if (issuingErrors.is(error, "unreachable") && error.cause !== undefined) return "silent";
    }
    return "done";
  }

  async #ask(link: CounterLink, issuance: IssuanceRecord): Promise<void> {
    const { requestId: request, kind } = issuance;
    try {
      const { serial } = await link.certificate(request, kind);
      await this.#change(issuance, "issued", serial);
      await this.#record("issued", issuance, { request, serial, kind });
    } catch (error) {
      if (!issuingErrors.is(error, "no-such-request") && !issuingErrors.is(error, "cancelled")) throw error;
      await this.#takeBack(link, issuance);
      await this.#record("none", issuance, { request, kind });
    }
  }

  async #change(issuance: IssuanceRecord, state: IssuanceRecord["state"], serial?: string): Promise<void> {
    const { store, clock } = this.#ports;
    const change = { state, changedAt: clock.now(), ...(serial !== undefined && { serial }) };
    await store.of(issuance.municipality).issuances.change(issuance.requestId, change);
  }

  async #record(found: string, { municipality, cardId, operatorId, correlationId }: IssuanceRecord, facts: object) {
    const row = { event: "issuance.settled", outcome: "ok", correlationId, municipality, target: cardId } as const;
    await this.#ports.audit.record({ ...row, facts: { found, askedBy: operatorId, ...facts } });
  }
}

/** Throws `issuance.handed-out`, and `issuance.cancelled` as soon as it was taken back, told to the server or not. */
export function demandOpen({ requestId, state }: IssuanceRecord): void {
  if (state === "handed-out") throw issuanceErrors.error("handed-out", { requestId });
  if (state === "cancelled" || state === "taken-back") throw issuanceErrors.error("cancelled", { requestId });
}
