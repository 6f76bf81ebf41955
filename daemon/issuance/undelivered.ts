import type { Call, OperatorSession } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
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
   * The certificate of a request that was made before, and no second one. Throws `issuance.handed-out`, `issuance.cancelled` (also where the
   * server made none), `issuance.unsettled` while the server cannot be asked.
   */
  async again(link: CounterLink, issuance: IssuanceRecord, call: Call<OperatorSession>): Promise<Certificate> {
    const { requestId, kind, state, municipality } = issuance;
    demandOpen(issuance);
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

  /** Takes a request back at the server; one that cannot be told stays on the list. True when it was told. */
  async takeBack(link: CounterLink, issuance: IssuanceRecord): Promise<boolean> {
    try {
      await link.cancel(issuance.requestId);
    } catch (error) {
      this.#ports.failures.error("issuance.cancel", error, { requestId: issuance.requestId });
      return false;
    }
    await this.#change(issuance, "cancelled");
    return true;
  }

  async handOut(issuance: IssuanceRecord): Promise<string> {
    demandOpen(issuance);
    // Nobody can have handed out what the server has not said to exist.
    if (issuance.serial === undefined) throw issuanceErrors.error("unsettled", { requestId: issuance.requestId });
    await this.#change(issuance, "handed-out", issuance.serial);
    return issuance.serial;
  }

  /** Throws `issuance.unsettled` while the server cannot be asked. */
  async cancel(link: CounterLink, issuance: IssuanceRecord): Promise<void> {
    demandOpen(issuance);
    const { requestId } = issuance;
    if (!(await this.takeBack(link, issuance))) throw issuanceErrors.error("unsettled", { requestId });
  }

  /**
   * Finds out what became of requests that a kill or a dead server left open: made, then it is on the list as issued; not made, then it is
   * taken back so that it never is. Never throws; what cannot be asked stays as it is.
   */
  async settle(municipality: string, links: CounterLinks): Promise<void> {
    for (const issuance of await this.#ports.store.of(municipality).issuances.open()) {
      const { requestId, kind, state, serviceId, cardId } = issuance;
      const link = links.get(serviceId);
      if (state !== "asked" || link === undefined) continue;
      await this.alone(municipality, requestId, async () => {
        try {
          const { serial } = await link.certificate(requestId, kind);
          await this.#change(issuance, "issued", serial);
          await this.#record("issued", issuance, { request: requestId, serial, kind });
        } catch (error) {
          const none = issuingErrors.is(error, "no-such-request") || issuingErrors.is(error, "cancelled");
          if (!none) return this.#ports.failures.error("issuance.settle", error, { requestId });
          if (await this.takeBack(link, issuance)) await this.#record("none", issuance, { request: requestId, kind });
        }
      }).catch((error: unknown) => {
        // Another call has it in hand.
        if (!issuanceErrors.is(error, "under-way")) {
          this.#ports.failures.error("issuance.settle", error, { requestId, cardId });
        }
      });
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

function demandOpen({ requestId, state }: IssuanceRecord): void {
  if (state === "handed-out" || state === "cancelled") throw issuanceErrors.error(state, { requestId });
}
