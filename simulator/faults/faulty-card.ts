import { fromHex } from "#card/bytes/bytes.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { altered, flippedOctet } from "./altered-answers.js";
import { faultErrors } from "./errors.js";
import { type Fault, type FaultInput, type FaultOf, parseFault } from "./fault.js";
import { type ArmedFault, FaultPlan } from "./fault-plan.js";
import { memoryOf, TearPlace } from "./torn-writes.js";

/** The card was pulled by a fault: to every link the same as a card that lost its power. */
export class CardPulled extends Error {
  override readonly name = "CardPulled";
}

export interface FaultyCardOptions {
  /** The cards that a `swap` may name. */
  readonly cards?: (name: string) => VirtualCard | undefined;
}

const NOTHING = new Uint8Array(0);

const flips = (fault: Fault): fault is FaultOf<"wrong-mac" | "wrong-cryptogram"> =>
  fault.kind === "wrong-mac" || fault.kind === "wrong-cryptogram";
const atReset = (fault: Fault): boolean => fault.kind === "mute-atr" || fault.kind === "wrong-atr";
const atCommand = (fault: Fault): boolean => !flips(fault) && !atReset(fault) && fault.kind !== "tear-at-write";
const strikes = (fault: Fault, when: "before" | "after"): boolean => "when" in fault && fault.when === when;

/**
 * A card behind a link that can fail: puts faults in front of any virtual card, on every kind of link; the card knows nothing of it.
 * A link takes no octets for "no answer", an empty ATR for "mute", and a throw for "the card left the reader".
 */
export class FaultyCard implements VirtualCard {
  readonly #plan = new FaultPlan();
  readonly #options: FaultyCardOptions;
  readonly #original: VirtualCard;
  #card: VirtualCard;
  #atr: Uint8Array;
  #mute = false;
  #delayMs = 0;
  #tear: { readonly id: number; readonly place: TearPlace } | undefined;

  constructor(card: VirtualCard, options: FaultyCardOptions = {}) {
    this.#original = card;
    this.#card = card;
    this.#options = options;
    this.#atr = card.atr;
  }

  /** The card that lies in the reader: another one after a `swap`. */
  get card(): VirtualCard {
    return this.#card;
  }

  get atr(): Uint8Array {
    return this.#mute ? NOTHING : this.#atr;
  }

  get tookMs(): number {
    return this.#delayMs + (this.#card.tookMs ?? 0);
  }

  /** How often any fault struck: tells a trace which exchange was disturbed. */
  get strikes(): number {
    return this.#plan.strikes;
  }

  /**
   * Lays a fault in front of the card, as data; gives its id.
   * Throws `fault.bad-fault`, `fault.unknown-card` and `fault.no-memory`, and has armed nothing then.
   */
  arm(input: FaultInput): number {
    const fault = parseFault(input);
    if (fault.kind === "swap" && this.#options.cards?.(fault.card) === undefined) {
      throw faultErrors.error("unknown-card", { card: fault.card });
    }
    const memory = memoryOf(this.#card);
    const needsMemory = fault.kind === "tear-at-write" || (fault.kind === "tear" && fault.when === "writing");
    if (needsMemory && memory === undefined) throw faultErrors.error("no-memory", { kind: fault.kind });
    const id = this.#plan.add(fault);
    if (fault.kind === "tear-at-write") this.#tear = { id, place: new TearPlace(memory!, fault.octet, fault.residue) };
    return id;
  }

  /** The faults that were armed and not cleared, with what became of them. */
  faults(): readonly ArmedFault[] {
    return this.#plan.list();
  }

  /** Takes one fault away, or all of them: a card that fell mute speaks again, one that was swapped stays. False for an unknown id. */
  clear(id?: number): boolean {
    if (id === undefined) this.setMute(false);
    if (id === undefined || id === this.#tear?.id) {
      if (this.#tear !== undefined) memoryOf(this.#card)?.restorePower();
      this.#tear = undefined;
    }
    return this.#plan.clear(id);
  }

  /** Puts the first card back in place of one that was swapped in, without power. */
  swapBack(): void {
    this.#change(this.#original);
  }

  /** From now on the card gives no ATR and answers nothing, or does again. */
  setMute(mute: boolean): void {
    this.#mute = mute;
  }

  powerOn(): Uint8Array {
    return this.#answerToReset(() => this.#card.powerOn());
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  reset(): Uint8Array {
    return this.#answerToReset(() => this.#card.reset());
  }

  transmit(command: Uint8Array): Uint8Array {
    this.#delayMs = 0;
    if (this.#mute) return NOTHING;
    if (this.#plan.empty) return this.#card.transmit(command);
    const struck = this.#plan.strike(atCommand, command);
    for (const fault of struck) this.#before(fault);
    const replacing = struck.find((fault) => REPLACING.has(fault.kind) && strikes(fault, "before"));
    let response = replacing === undefined ? this.#exchange(command, struck) : NOTHING;
    this.#plan.watch.watch(command, response);
    for (const fault of struck) response = this.#after(fault, command, response);
    const fits = (fault: Fault) => flips(fault) && flippedOctet(fault, command, response) !== undefined;
    for (const fault of this.#plan.strike(fits, command)) response = altered(fault, command, response);
    return response;
  }

  #exchange(command: Uint8Array, struck: readonly Fault[]): Uint8Array {
    const memory = memoryOf(this.#card);
    this.#tear?.place.arm();
    const tear = struck.find((fault) => fault.kind === "tear" && fault.when === "writing") as
      | FaultOf<"tear">
      | undefined;
    if (tear !== undefined) memory?.tearAfter(tear.octet, tear.residue);
    try {
      return this.#card.transmit(command);
    } catch (error) {
      if (error instanceof PowerLoss && tear === undefined) this.#tornSomewhere();
      throw error;
    } finally {
      // A command that wrote less was not torn, and leaves nothing behind for the next one.
      if (tear !== undefined) memory?.restorePower();
    }
  }

  #tornSomewhere(): void {
    if (this.#tear === undefined) return;
    this.#tear = undefined;
    this.#plan.strike(({ kind }) => kind === "tear-at-write");
  }

  #before(fault: Fault): void {
    if (fault.kind === "swap") {
      this.#change(this.#options.cards!(fault.card)!);
      if (fault.noticed) throw new CardPulled();
      this.#atr = this.#card.powerOn();
      this.#plan.watch.reset();
    }
    if (strikes(fault, "before")) this.#leave(fault);
  }

  #after(fault: Fault, command: Uint8Array, response: Uint8Array): Uint8Array {
    if (strikes(fault, "after")) this.#leave(fault);
    if (fault.kind === "mute") this.#mute = true;
    if (fault.kind === "delay") this.#delayMs += fault.ms;
    return fault.kind === "silence" || fault.kind === "mute" ? NOTHING : altered(fault, command, response);
  }

  /** The card goes, or its power does. */
  #leave({ kind }: Fault): void {
    if (kind === "pull") throw new CardPulled();
    if (kind !== "tear") return;
    this.#card.powerOff();
    throw new PowerLoss();
  }

  #change(card: VirtualCard): void {
    if (card === this.#card) return;
    this.#card.powerOff();
    this.#tear = undefined;
    this.#card = card;
    this.#atr = card.atr;
  }

  #answerToReset(ask: () => Uint8Array): Uint8Array {
    this.#delayMs = 0;
    this.#plan.watch.reset();
    if (this.#mute) return NOTHING;
    const [fault] = this.#plan.strike(atReset);
    this.#atr = ask();
    if (fault?.kind === "mute-atr") this.#atr = NOTHING;
    if (fault?.kind === "wrong-atr") this.#atr = fromHex(fault.atr);
    return this.#atr;
  }
}

/** With `before`, these answer in the card's place. */
const REPLACING: ReadonlySet<Fault["kind"]> = new Set(["silence", "wrong-sw", "garbage"]);
