import type { Access, CardApp } from "#access/index.js";
import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { RandomSource } from "#card/ports/random.js";
import type { IssuingClient } from "../issuing-server/issuing-client.js";
import type { Offer } from "../issuing-server/issuing-server.js";
import { kioskErrors } from "./kiosk-errors.js";

/** The steps of a visit, in order. */
export type KioskStep = "card" | "pin" | "choose" | "pay" | "issue" | "print";

/** A person in front of the machine. A rejection with `kiosk.cancelled` is the button that ends the visit. */
export interface Customer {
  /** `triesLeft` after a wrong PIN; undefined the first time. */
  enterPin(triesLeft: number | undefined, signal: AbortSignal): Promise<string>;
  choose(offers: readonly Offer[], signal: AbortSignal): Promise<string>;
  /** Resolves when the fee (yen) is in. */
  pay(fee: number, signal: AbortSignal): Promise<void>;
  /** Resolves when the printer has put the paper out. */
  print(pdf: Buffer, signal: AbortSignal): Promise<void>;
}

/** What the machine does, as its page and its report see it. No PIN, no name, no number. */
export type KioskEvent =
  | { readonly type: "step"; readonly step: KioskStep }
  | { readonly type: "paid" | "refunded"; readonly fee: number }
  | { readonly type: "issued" | "revoked"; readonly serial: string };

export interface KioskOptions {
  /** Logged in as the system that the certificate application is paired with. */
  readonly access: Access;
  readonly issuing: IssuingClient;
  readonly channel: "kiosk" | "machine";
  /** Gives the ids of requests. */
  readonly random: RandomSource;
  readonly readerId?: string;
  /** Where the number of the user stands in the application. */
  readonly record?: { readonly file: number; readonly record: number };
  observe?(event: KioskEvent): void;
}

/** How a visit ended. `at`: the step in which it did, when no certificate was handed out. */
export type Visit =
  | { readonly issued: true; readonly serial: string; readonly kind: string }
  | { readonly issued: false; readonly at: KioskStep; readonly reason: MadoguchiError };

/** The certificate application's first record, where the load writes the user's number with this system. */
const NUMBER = { file: 1, record: 1 };

/**
 * A kiosk terminal (キオスク端末) or automatic machine (自動交付機): card, mutual authentication, PIN, choice, fee, certificate. No operator takes
 * part (R-KIOSK-09). Pulled at any step the card ends the visit: nothing is handed out, nothing is charged, no try of the PIN is used.
 */
export class Kiosk {
  readonly #options: KioskOptions;

  constructor(options: KioskOptions) {
    this.#options = options;
  }

  /** Serves one person from card to certificate. Rejects only for what is no end of a visit, as when `signal` ends the waiting. */
  async serve(customer: Customer, signal?: AbortSignal): Promise<Visit> {
    const { access, channel, readerId, issuing } = this.#options;
    const visit: { step: KioskStep } = { step: "card" };
    try {
      return await access.withCard((app) => this.#serve(app, customer, visit), {
        channel,
        fresh: true,
        serverLimit: () => issuing.pinLimit(),
        // At an hour at which nothing is issued, no card is touched and nobody is asked for a PIN (R-KIOSK-05, R-KIOSK-06).
        before: () => issuing.demandOpen(),
        ...(readerId !== undefined && { readerId }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (!isMadoguchiError(error) || signal?.aborted) throw error;
      return {
        issued: false,
        at: visit.step,
        reason: CARD_GONE.has(error.code) ? kioskErrors.error("withdrawn") : error,
      };
    }
  }

  async #serve(app: CardApp, customer: Customer, visit: { step: KioskStep }): Promise<Visit> {
    const { issuing, record = NUMBER } = this.#options;
    const gone = new AbortController();
    const unwatch = this.#watch(app, gone);
    const step = (now: KioskStep) => {
      visit.step = now;
      gone.signal.throwIfAborted();
      this.#tell({ type: "step", step: now });
    };
    /** What waits for a person or a machine ends when the card goes. */
    const while_ = async <T>(waiting: Promise<T>): Promise<T> => {
      const pulled = new Promise<never>((_, reject) => {
        gone.signal.addEventListener("abort", () => reject(gone.signal.reason), { once: true });
      });
      return Promise.race([waiting, pulled]);
    };
    const undo: (() => Promise<void>)[] = [];
    try {
      step("pin");
      await this.#verify(app, (tries) => while_(customer.enterPin(tries, gone.signal)));
      const number = new TextDecoder()
        .decode(await app.readRecord(record.file, record.record))
        .replaceAll("\0", "")
        .trim();

      step("choose");
      const offers = await while_(issuing.offers(number));
      const [first] = offers;
      if (offers.every(({ refused }) => refused !== undefined)) {
        throw kioskErrors.error("nothing-to-issue", { reason: first?.refused });
      }
      const kind = await while_(customer.choose(offers, gone.signal));
      const offer = offers.find((one) => one.kind === kind);
      const fee = offer?.fee ?? 0;

      step("pay");
      await while_(customer.pay(fee, gone.signal));
      this.#tell({ type: "paid", fee });
      undo.push(async () => this.#tell({ type: "refunded", fee }));

      step("issue");
      const { serial, pdf } = await issuing.issue(toHex(this.#options.random.bytes(16)), number, kind);
      this.#tell({ type: "issued", serial });
      undo.push(async () => {
        await issuing.revoke(serial);
        this.#tell({ type: "revoked", serial });
      });

      step("print");
      await while_(customer.print(pdf, gone.signal));
      undo.length = 0;
      return { issued: true, serial, kind };
    } finally {
      unwatch();
      for (const one of undo.reverse()) await one();
    }
  }

  /** Asks for the PIN until it is right; the card and the daemon end it when the tries are used up. */
  async #verify(app: CardApp, ask: (triesLeft: number | undefined) => Promise<string>): Promise<void> {
    for (let triesLeft: number | undefined; ; ) {
      const pin = await ask(triesLeft);
      try {
        return await app.verifyPin(pin);
      } catch (error) {
        if (!isMadoguchiError(error, "card-app.wrong-pin")) throw error;
        const left = error.details["triesLeft"];
        triesLeft = typeof left === "number" ? await this.#triesLeft(app, left) : undefined;
      }
    }
  }

  /** Wrong PINs that are left: the card's, or fewer where the issuing server locks before the card does (R-PIN-05, R-KIOSK-07). */
  async #triesLeft(app: CardApp, onCard: number): Promise<number> {
    const limit = await this.#options.issuing.pinLimit();
    const { tries } = await app.state();
    const stands = /^[1-9]\d{0,8}$/.test(String(limit)) ? Number(limit) : FIXED_LIMIT;
    return Math.max(0, Math.min(onCard, stands - (tries - onCard)));
  }

  /** Aborts when the card that is served is no longer in its reader. */
  #watch({ readerId, insertion }: CardApp, gone: AbortController): () => void {
    return this.#options.access.watchReaders(({ readers }) => {
      const reader = readers.find(({ id }) => id === readerId);
      if (reader?.state !== "ready" || reader.insertion !== insertion) {
        gone.abort(kioskErrors.error("withdrawn"));
      }
    });
  }

  #tell(event: KioskEvent): void {
    this.#options.observe?.(event);
  }
}

/** What stands in for a server that says nothing. */
const FIXED_LIMIT = 3;

const CARD_GONE: ReadonlySet<string> = new Set(["reader.card-removed", "reader.no-card", "access.closed"]);
