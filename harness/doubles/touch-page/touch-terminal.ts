import type { Access, ReadersView } from "#access/index.js";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { issuingErrors } from "#daemon/issuance/issuing-errors.js";
import type { IssuingClient } from "../issuing-server/issuing-client.js";
import { Kiosk, type Visit } from "../kiosk/kiosk.js";
import { kioskErrors } from "../kiosk/kiosk-errors.js";
import { CustomerAtScreen } from "./customer-at-screen.js";
import type { Face, Open, Said, Screen, TouchAct } from "./faces.js";

export interface Patience {
  /** Without a touch until the warning, and from the warning to the end of the visit, in milliseconds. */
  readonly idleMs: number;
  readonly warnMs: number;
  /** How long the end of a visit stays on the screen when the card is gone. */
  readonly restMs: number;
  /** Until a card that was left is called forgotten. */
  readonly forgottenMs: number;
  /** Until a card that is not known is called unusable. */
  readonly doubtMs: number;
  /** How long the printer takes. */
  readonly printMs: number;
  /** Between two looks at the issuing server's hours while nobody is there. */
  readonly hoursMs: number;
}

export const USUAL_PATIENCE: Patience = {
  ...{
    idleMs: 40_000,
    warnMs: 20_000,
    restMs: 8_000,
    forgottenMs: 15_000,
    doubtMs: 3_000,
    printMs: 3_000,
    hoursMs: 30_000,
  },
};

export interface TouchTerminalOptions {
  readonly access: Access;
  readonly issuing: IssuingClient;
  readonly channel: "kiosk" | "machine";
  readonly municipality: string;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly readerId?: string | undefined;
  readonly patience?: Partial<Patience>;
  /** Where the printer puts the paper. */
  readonly tray: (serial: string, pdf: Buffer) => Promise<void>;
  /** Told how each visit ended. */
  readonly journal?: (visit: Visit) => void;
  /** Told of an error that nobody foresaw. */
  readonly defect?: (error: unknown) => void;
}

/** Of the daemon (`pin.locked`) and of the card (`card-app.locked`). */
const LOCKED = /\.locked$/;
const RETRY_MS = 3_000;
const UNUSABLE = "kiosk.unusable-card";

/** Cause and remedy of an error in both languages; what stands in it of a person or a card is not shown. */
export const said = ({ row: { ja, en } }: MadoguchiError): Said => ({ ja, en });

/** A kiosk or machine with its touch screen: visits one after the other, each shown step by step. */
export class TouchTerminal {
  readonly #options: TouchTerminalOptions;
  readonly #patience: Patience;
  readonly #ended = new AbortController();
  readonly #watchers = new Set<(screen: Screen) => void>();
  readonly #customer: CustomerAtScreen;
  #screen: Screen;
  #cardInside = false;
  #ready = false;
  #doubt = new AbortController();
  #readersChanged = () => {};
  /** No reader can be reached: the daemon, its reader service or the reader is away. */
  #down = false;
  #lookAgain = () => {};

  constructor(options: TouchTerminalOptions) {
    this.#options = options;
    this.#patience = { ...USUAL_PATIENCE, ...options.patience };
    const { municipality, channel, clock, tray } = options;
    this.#screen = { seq: 1, municipality, machine: channel, face: { name: "welcome" } };
    this.#customer = new CustomerAtScreen({
      ...{ clock, tray, patience: this.#patience },
      show: (face) => this.#show(face),
      warn: (endsIn) => this.#put(endsIn === undefined ? {} : { endsIn }),
    });
  }

  get screen(): Screen {
    return this.#screen;
  }

  /** Calls the watcher with the screen and every change of it; gives the function that ends it. */
  watch(watcher: (screen: Screen) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.#screen);
    return () => this.#watchers.delete(watcher);
  }

  /** What was pressed on the face of this number. False when it is not for what is shown now. */
  press(seq: number, act: TouchAct): boolean {
    return seq === this.#screen.seq && this.#customer.press(act);
  }

  /** Serves until it is ended. */
  async run(): Promise<void> {
    const { access, readerId } = this.#options;
    const unwatch = access.watchReaders((view) => this.#look(view, readerId));
    try {
      while (!this.#ended.signal.aborted) await this.#visit().catch((error: unknown) => this.#failed(error));
    } finally {
      unwatch();
    }
  }

  /** Ends what is going on: who stands at the screen gets card and money back. */
  end(): void {
    this.#ended.abort();
    this.#customer.press({ act: "cancel" });
    this.#readersChanged();
  }

  /** What nobody foresaw puts the machine out of service for a moment, and is told to whoever runs it. */
  async #failed(error: unknown): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#options.defect?.(error);
    this.#show({ name: "closed", reason: said(kioskErrors.error("out-of-service")) });
    await this.#options.clock.sleep(RETRY_MS, this.#ended.signal).catch(() => {});
  }

  async #visit(): Promise<void> {
    const { access, issuing, channel, random, readerId, clock, journal } = this.#options;
    await this.#untilTaken();
    if (this.#ended.signal.aborted) return;
    const waiting = new AbortController();
    const idle = this.#whileNobodyIsThere(AbortSignal.any([waiting.signal, this.#ended.signal]));
    const kiosk = new Kiosk({
      ...{ access, issuing, channel, random, ...(readerId !== undefined && { readerId }) },
      observe: (event) => {
        if (event.type === "issued") this.#customer.serial = event.serial;
      },
    });
    this.#customer.begin();
    let visit: Visit;
    try {
      visit = await kiosk.serve(this.#customer, this.#ended.signal);
    } finally {
      waiting.abort();
      await idle;
    }
    journal?.(visit);
    const money = this.#customer.end();
    const cardInside = this.#cardInside;
    if (visit.issued) {
      const { title, fee } = this.#customer.chosen;
      this.#show({ name: "done", title, change: money - fee, cardInside });
      return;
    }
    const { reason } = visit;
    this.#show({
      name: "ended",
      why: why(reason),
      code: reason.code,
      reason: said(reason),
      ...hoursIn(reason),
      refunded: money,
      cardInside,
    });
    // Nobody's card is there: the way to the daemon is closed, and asking at once again would be asking without end.
    if (!cardInside && why(reason) === "refused") await clock.sleep(RETRY_MS, this.#ended.signal);
  }

  /** Resolves when no card is there any more; says so when one is left. */
  async #untilTaken(): Promise<void> {
    const { clock } = this.#options;
    const over = new AbortController();
    const left = clock.sleep(this.#patience.forgottenMs, over.signal).then(
      () => this.#put({ forgotten: true }),
      () => {},
    );
    while (this.#cardInside && !this.#ended.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#readersChanged = resolve;
      });
    }
    over.abort();
    await left;
    const { face } = this.#screen;
    if ((face.name === "done" || face.name === "ended") && face.cardInside) this.#show({ ...face, cardInside: false });
  }

  /** The welcome, or that nothing is issued now, until a card comes. */
  async #whileNobodyIsThere(signal: AbortSignal): Promise<void> {
    const { clock, issuing } = this.#options;
    const { restMs, hoursMs } = this.#patience;
    try {
      if (this.#screen.face.name !== "welcome") await clock.sleep(restMs, signal);
      for (;;) {
        const closed = this.#down ? kioskErrors.error("out-of-service") : await refusalOf(issuing.demandOpen());
        if (signal.aborted || this.#cardInside) return;
        const face: Face =
          closed === undefined ? { name: "welcome" } : { name: "closed", reason: said(closed), ...hoursIn(closed) };
        if (JSON.stringify(face) !== JSON.stringify(this.#screen.face)) this.#show(face);
        const again = new Promise<void>((resolve) => {
          this.#lookAgain = resolve;
        });
        await Promise.race([clock.sleep(hoursMs, signal), again]);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #look({ service, readers }: ReadersView, readerId: string | undefined): void {
    const down = service === "down" || !readers.some(({ id }) => readerId === undefined || id === readerId);
    if (down !== this.#down) {
      this.#down = down;
      this.#lookAgain();
    }
    const before = this.#cardInside;
    const card = readers.find(({ id, state }) => (readerId === undefined || id === readerId) && state !== "empty");
    this.#cardInside = card !== undefined;
    this.#readersChanged();
    const ready = card?.state === "ready";
    if (card !== undefined && !before) this.#show({ name: "reading" });
    if (card === undefined) this.#backToWelcome();
    else if (ready && !this.#ready && this.#waitsForTaking()) this.#show({ name: "reading" });
    this.#ready = ready;
    this.#doubt.abort();
    if (card !== undefined && !ready) void this.#doubtCard();
  }

  /** A card that went before anybody served it leaves nothing to be said. */
  #backToWelcome(): void {
    if (this.#screen.face.name === "reading" || this.#waitsForTaking()) this.#show({ name: "welcome" });
  }

  /** Whether the screen says that the card is none that is served. */
  #waitsForTaking(): boolean {
    const { face } = this.#screen;
    return face.name === "ended" && face.code === UNUSABLE;
  }

  /** A card that is not known at once may be so in a moment, when another program has let go of it. */
  async #doubtCard(): Promise<void> {
    this.#doubt = new AbortController();
    const { signal } = this.#doubt;
    await this.#options.clock.sleep(this.#patience.doubtMs, AbortSignal.any([signal, this.#ended.signal])).then(
      () => this.#screen.face.name === "reading" && this.#show(unusable()),
      () => {},
    );
  }

  #show(face: Face): void {
    const { municipality, machine, seq } = this.#screen;
    this.#screen = { seq: seq + 1, municipality, machine, face };
    for (const watcher of [...this.#watchers]) watcher(this.#screen);
  }

  /** The same face with another warning, or none. */
  #put(more: Pick<Screen, "endsIn" | "forgotten">): void {
    const { endsIn: _, forgotten: __, ...screen } = this.#screen;
    this.#screen = { ...screen, ...more };
    for (const watcher of [...this.#watchers]) watcher(this.#screen);
  }
}

async function refusalOf(asked: Promise<void>): Promise<MadoguchiError | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    return isMadoguchiError(error) ? error : issuingErrors.error("unreachable");
  }
}

/** The hours, where they are the reason. */
function hoursIn({ details: { from, until } }: MadoguchiError): { readonly hours?: Open } {
  return typeof from === "string" && typeof until === "string" ? { hours: { from, until } } : {};
}

/** A card that is none of those that are served, or lies the wrong way round: nobody serves it, and it only has to be taken out. */
function unusable(): Face {
  const reason = said(kioskErrors.error("unusable-card"));
  return { name: "ended", why: "refused", code: UNUSABLE, reason, refunded: 0, cardInside: true };
}

function why({ code }: MadoguchiError): (Face & { name: "ended" })["why"] {
  if (kioskErrors.error("withdrawn").code === code) return "pulled";
  if (code === "kiosk.cancelled" || code === "kiosk.timed-out") return "cancelled";
  return LOCKED.test(code) ? "locked" : "refused";
}
