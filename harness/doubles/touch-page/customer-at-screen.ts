import type { Clock } from "#card/ports/clock.js";
import { issuingErrors } from "#daemon/issuance/issuing-errors.js";
import type { Offer } from "../issuing-server/issuing-server.js";
import type { Customer } from "../kiosk/kiosk.js";
import { kioskErrors } from "../kiosk/kiosk-errors.js";
import { type Face, MONEY, type OfferView, type Title, type TouchAct } from "./faces.js";
import type { Patience } from "./touch-terminal.js";

export interface CustomerOptions {
  readonly clock: Clock;
  readonly patience: Patience;
  readonly show: (face: Face) => void;
  /** Seconds that are left; undefined when the warning is over. */
  readonly warn: (endsIn: number | undefined) => void;
  readonly tray: (serial: string, pdf: Buffer) => Promise<void>;
}

const NOTHING: { readonly title: Title; readonly fee: number } = { title: { ja: "", en: "" }, fee: 0 };
const SECOND = 1_000;

/** Somebody at the touch screen: what the machine asks is shown, and what is pressed answers it. No PIN is kept beyond its answer. */
export class CustomerAtScreen implements Customer {
  readonly #options: CustomerOptions;
  /** Takes what is pressed for the present question; false for what is none of its answers. */
  #take: (act: TouchAct) => boolean = () => false;
  #touched = () => {};
  /** Yen in the slot. */
  #paid = 0;
  /** What was chosen last, and the number of the certificate that was issued for it. */
  chosen = NOTHING;
  serial = "";

  constructor(options: CustomerOptions) {
    this.#options = options;
  }

  /** A new visit. */
  begin(): void {
    this.#paid = 0;
    this.chosen = NOTHING;
    this.serial = "";
  }

  /** The visit is over; gives what is in the slot (yen). */
  end(): number {
    this.#take = () => false;
    return this.#paid;
  }

  press(act: TouchAct): boolean {
    if (act.act === "touch") this.#touched();
    return act.act === "touch" || this.#take(act);
  }

  async enterPin(triesLeft: number | undefined, signal: AbortSignal): Promise<string> {
    this.#options.show({ name: "pin", ...(triesLeft !== undefined && { triesLeft }) });
    const pin = await this.#ask<string>(signal, (act, done) => {
      if (act.act !== "pin") return false;
      done(act.pin);
      return true;
    });
    this.#options.show({ name: "checking" });
    return pin;
  }

  async choose(offers: readonly Offer[], signal: AbortSignal): Promise<string> {
    this.#options.show({ name: "choose", offers: offers.map(offerView) });
    return this.#ask<string>(signal, (act, done) => {
      const offer = act.act === "choose" ? offers.find(({ kind }) => kind === act.kind) : undefined;
      if (offer === undefined || offer.refused !== undefined) return false;
      this.chosen = { title: offer.title, fee: offer.fee };
      done(offer.kind);
      return true;
    });
  }

  async pay(fee: number, signal: AbortSignal): Promise<void> {
    const { title } = this.chosen;
    const show = () => this.#options.show({ name: "pay", title, fee, paid: this.#paid });
    show();
    if (fee > 0) {
      await this.#ask<void>(signal, (act, done) => {
        if (act.act !== "insert" || !(MONEY as readonly number[]).includes(act.yen)) return false;
        this.#paid += act.yen;
        if (this.#paid >= fee) done();
        else show();
        return true;
      });
    }
    this.#options.show({ name: "issuing" });
  }

  async print(pdf: Buffer, signal: AbortSignal): Promise<void> {
    const { clock, patience, show, tray } = this.#options;
    show({ name: "printing", title: this.chosen.title });
    await clock.sleep(patience.printMs, signal);
    // A card that is pulled while the printer works has its paper taken back.
    signal.throwIfAborted();
    await tray(this.serial, pdf);
  }

  /**
   * Waits for an answer. Rejects with the signal's reason, with `kiosk.cancelled` by the button, and with `kiosk.timed-out` when nobody
   * touches the screen, not even after the warning.
   */
  #ask<T>(signal: AbortSignal, take: (act: TouchAct, done: (value: T) => void) => boolean): Promise<T> {
    const over = new AbortController();
    const answered = new Promise<T>((resolve, reject) => {
      this.#take = (act) => {
        if (act.act === "cancel") reject(kioskErrors.error("cancelled"));
        const taken = act.act === "cancel" || take(act, resolve);
        if (taken) this.#touched();
        return taken;
      };
      signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over.signal });
    });
    const left = this.#untilNobodyTouches(AbortSignal.any([signal, over.signal]));
    return Promise.race([answered, left]).finally(() => {
      this.#take = () => false;
      over.abort();
    });
  }

  async #untilNobodyTouches(over: AbortSignal): Promise<never> {
    const { clock, patience, warn } = this.#options;
    const forEver = new Promise<never>(() => {});
    while (!over.aborted) {
      const touched = new AbortController();
      this.#touched = () => touched.abort();
      const either = AbortSignal.any([over, touched.signal]);
      try {
        await clock.sleep(patience.idleMs, either);
        for (let left = Math.ceil(patience.warnMs / SECOND); left > 0; left--) {
          warn(left);
          await clock.sleep(Math.min(SECOND, patience.warnMs), either);
        }
        throw kioskErrors.error("timed-out");
      } catch (error) {
        if (!either.aborted) throw error;
        if (!over.aborted) warn(undefined);
      }
    }
    return forEver;
  }
}

function offerView({ kind, title, fee, refused }: Offer): OfferView {
  if (refused === undefined) return { kind, title, fee };
  const key = refused.replace(/^issuing\./, "");
  const { ja, en } = issuingErrors.error(isIssuing(key) ? key : "unknown-kind").row;
  return { kind, title, fee, refused: { ja, en } };
}

const REASONS = ["closed-day", "closed-hours", "not-registered", "stopped", "no-seal"] as const;
const isIssuing = (key: string): key is (typeof REASONS)[number] => (REASONS as readonly string[]).includes(key);
