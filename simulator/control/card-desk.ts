import { existsSync } from "node:fs";
import type { z } from "zod";
import { type Clock, systemClock } from "#card/ports/clock.js";
import { type RandomSource, systemRandom } from "#card/ports/random.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import { type CardIssuance, type CardOptions, createCard, type SimulatedCard } from "../card/index.js";
import { atrOf } from "../card/simulated-card.js";
import { type ArmedFault, type FaultInput, neverStruck } from "../faults/index.js";
import { MemoryReaders } from "../memory/index.js";
import { type CardPersonalisation, KeyStore } from "../people/index.js";
import { type CardProfile, findProfile } from "../profiles/index.js";
import { type TraceLimits, TraceLog } from "../trace/index.js";
import { DeskCard, type DeskSurroundings } from "./desk-card.js";
import { DeskReaders, readerView } from "./desk-readers.js";
import { deskErrors } from "./errors.js";
import { IssuedPeople } from "./issued-people.js";
import type { addReaderParams, CardView, createParams, insertParams, ReaderView, tracingParams } from "./schemas.js";

export interface CardDeskOptions {
  readonly clock?: Clock;
  readonly random?: RandomSource;
  /** The test keys of the holders; in `.madoguchi/test-keys` when absent. */
  readonly keys?: KeyStore;
  /** The readers of kind `memory`; a daemon in the same process may be given them. Its own when absent. */
  readonly memoryReaders?: MemoryReaders;
  /** Who may set the area of the cards; the public test key when absent. */
  readonly issuance?: CardIssuance;
  /** Whether cards are traced from the start; off when absent: a card that is not traced costs nothing. */
  readonly tracing?: boolean;
  readonly traceLimits?: TraceLimits;
  /** Cards that the desk may hold; no limit when absent. */
  readonly mostCards?: number;
  /** Told of errors inside a card, which answers 6F00 then. */
  readonly onDefect?: (error: unknown) => void;
}

/**
 * A desk full of virtual cards and readers, and all that a test does with its hands: put a card in, pull it, swap it, take its power,
 * keep its memory and put it back, copy it, lay faults in front of it, read what passed. Operations run one after the other.
 * Throws `desk.*` and the errors of what it uses; a refused operation changes nothing.
 */
export class CardDesk {
  readonly trace: TraceLog;
  /** The readers of kind `memory`, as a daemon takes them. */
  readonly memoryReaders: MemoryReaders;
  readonly #options: CardDeskOptions;
  readonly #random: RandomSource;
  readonly #people: IssuedPeople;
  readonly #profiles = new Map<string, CardProfile>();
  readonly #cards = new Map<string, DeskCard>();
  readonly #readers: DeskReaders;
  readonly #surroundings: DeskSurroundings;
  readonly #turns = new TurnQueue();
  #tracing: boolean;

  constructor(options: CardDeskOptions = {}) {
    this.#options = options;
    const { clock = systemClock, random = systemRandom, keys = new KeyStore() } = options;
    this.#random = random;
    this.#people = new IssuedPeople({ clock, random, keys });
    this.memoryReaders = options.memoryReaders ?? new MemoryReaders({ clock });
    this.#readers = new DeskReaders(this.memoryReaders, clock, (name, reader, contactless) => {
      const putIn = async () => {
        const card = this.#outside(name);
        if (reader.card === undefined) await this.#readers.putIn(card, reader, contactless);
      };
      // Whoever was quicker with this card or this reader has it.
      this.#turns.run(putIn).catch(() => {});
    });
    this.trace = new TraceLog(options.traceLimits);
    this.#surroundings = {
      log: this.trace,
      clock,
      cardNamed: (name) => this.#cards.get(name),
      nameOf: (simulated) => [...this.#cards.values()].find((card) => card.simulated === simulated)?.name,
    };
    this.#tracing = options.tracing === true;
  }

  cards(): readonly CardView[] {
    return [...this.#cards.values()].map((card) => card.view());
  }

  readers(): readonly ReaderView[] {
    return this.#readers.all().map(readerView);
  }

  /** The card itself, for tests in this process. Throws `desk.unknown-card`. */
  simulated(card: string): SimulatedCard {
    return this.#card(card).simulated;
  }

  /** Whom a card was made for, with PINs. Throws `desk.unknown-card`. */
  personOf(card: string): CardPersonalisation {
    return this.#card(card).person;
  }

  /** Makes a card of a profile for a person; it lies in no reader. */
  create({ name, profile = "aoba", person = "hanako", stateFile }: z.input<typeof createParams>): Promise<CardView> {
    return this.#turns.run(async () => {
      this.#free(name, stateFile);
      const found = this.#profile(profile);
      const issued = await this.#people.person(person);
      return this.#add(name, createCard(this.#made(found, issued, stateFile)), issued, stateFile).view();
    });
  }

  /** A second card with the same memory and keys, what no forger can make. The first one's session, faults and snapshots stay with it. */
  clone(of: string, name: string, stateFile?: string): Promise<CardView> {
    return this.#turns.run(async () => {
      const { simulated, person } = this.#card(of);
      this.#free(name, stateFile);
      if (stateFile !== undefined && existsSync(stateFile)) throw deskErrors.error("file-exists", { file: stateFile });
      const copy = createCard(this.#made(simulated.profile, person, stateFile));
      copy.restore(simulated.snapshot());
      return this.#add(name, copy, person, stateFile).view();
    });
  }

  /** Takes a card off the desk, out of its reader first. A state file stays on the disk. */
  delete(name: string): Promise<void> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      for (const other of this.#cards.values()) if (other.standIn === name) await this.#readers.takeOut(other);
      if (card.reader !== undefined) await this.#readers.takeOut(card);
      card.simulated.powerOff();
      this.#cards.delete(name);
    });
  }

  addReader(reader: z.input<typeof addReaderParams>): ReaderView {
    return readerView(this.#readers.add(reader));
  }

  /** Takes a reader away, the card in it out first. */
  deleteReader(name: string): Promise<void> {
    return this.#turns.run(() => this.#readers.delete(name));
  }

  /** Puts a card into an empty reader. */
  insert({ card: name, reader, contactless = false }: z.input<typeof insertParams>): Promise<CardView> {
    return this.#turns.run(async () => {
      const card = this.#outside(name);
      const into = this.#readers.named(reader);
      if (into.card !== undefined) throw deskErrors.error("reader-occupied", { reader, card: into.card.name });
      await this.#readers.putIn(card, into, contactless);
      return card.view();
    });
  }

  /** Takes a card out of its reader. Throws `desk.not-inserted`. */
  remove(name: string): Promise<CardView> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      this.#readers.of(card);
      await this.#readers.takeOut(card);
      return card.view();
    });
  }

  /** Puts one card in another's place, or lets two change places. Between two commands a fault of kind `swap` does it. */
  swap(name: string, withName: string): Promise<readonly CardView[]> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      if (withName === name) throw deskErrors.error("same-card", { card: name });
      const reader = this.#readers.of(card);
      const other = this.#card(withName);
      const otherReader = other.reader === undefined ? undefined : this.#readers.of(other);
      if (otherReader === undefined) this.#outside(withName);
      const { contactless } = card;
      const otherContactless = other.contactless;
      // Refuse before anything moves.
      atrOf(other.simulated.profile, contactless);
      atrOf(card.simulated.profile, otherReader !== undefined && otherContactless);
      await this.#readers.takeOut(card);
      if (otherReader !== undefined) await this.#readers.takeOut(other);
      await this.#readers.putIn(other, reader, contactless);
      if (otherReader !== undefined) await this.#readers.putIn(card, otherReader, otherContactless);
      return [card.view(), other.view()];
    });
  }

  /** Takes the power and gives it back, or resets, without telling the reader. Throws `desk.not-inserted`. */
  power(name: string, action: "cycle" | "reset"): Promise<CardView> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      this.#readers.of(card);
      if (action === "reset") card.traced.reset();
      else {
        card.traced.powerOff();
        card.traced.powerOn();
      }
      return card.view();
    });
  }

  /** Keeps the card's memory as it is now; a snapshot of the same name is replaced. */
  snapshot(name: string, snapshot: string): Promise<CardView> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      card.snapshot(snapshot);
      return card.view();
    });
  }

  /** Puts the memory back. A card in a reader is taken out for it and put in again: the reader must see a new card. */
  restore(name: string, snapshot: string): Promise<CardView> {
    return this.#turns.run(async () => {
      const card = this.#card(name);
      const image = card.kept(snapshot);
      const reader = card.reader === undefined ? undefined : this.#readers.of(card);
      if (reader !== undefined) await this.#readers.takeOut(card);
      card.simulated.restore(image);
      if (reader !== undefined) await this.#readers.putIn(card, reader, card.contactless);
      return card.view();
    });
  }

  /** Lays a fault in front of a card; gives its id. Throws `fault.*`, and `desk.same-card` for a card that is to be swapped for itself. */
  arm(name: string, fault: FaultInput): number {
    const card = this.#card(name);
    if (fault.kind === "swap" && fault.card === name) throw deskErrors.error("same-card", { card: name });
    return card.faulty.arm(fault);
  }

  faults(name: string): readonly ArmedFault[] {
    return this.#card(name).faulty.faults();
  }

  /** Takes one fault away, or all; gives those of them that never struck. Throws `desk.unknown-fault`. */
  disarm(name: string, id?: number): readonly ArmedFault[] {
    const { faulty } = this.#card(name);
    const idle = neverStruck(faulty.faults()).filter((armed) => id === undefined || armed.id === id);
    if (!faulty.clear(id) && id !== undefined) throw deskErrors.error("unknown-fault", { card: name, id });
    return idle;
  }

  /** Every armed fault that has not struck, by card: what a test meant to see and did not. */
  idleFaults(): readonly { readonly card: string; readonly fault: ArmedFault }[] {
    const cards = [...this.#cards.values()];
    return cards.flatMap(({ name, faulty }) => neverStruck(faulty.faults()).map((fault) => ({ card: name, fault })));
  }

  /** Switches the trace of one card, or of all and those to come. */
  setTracing({ card, on }: z.input<typeof tracingParams>): void {
    const cards = card === undefined ? [...this.#cards.values()] : [this.#card(card)];
    if (card === undefined) this.#tracing = on;
    for (const { traced } of cards) traced.on = on;
  }

  /** Takes every card out, and gives the readers up. */
  close(): Promise<void> {
    return this.#turns.run(async () => {
      for (const { name } of this.#readers.all()) await this.#readers.delete(name);
    });
  }

  #card(name: string): DeskCard {
    const card = this.#cards.get(name);
    if (card === undefined) throw deskErrors.error("unknown-card", { card: name });
    return card;
  }

  /** Those of the house are read once; a file of one's own may change. */
  #profile(name: string): CardProfile {
    if (name.includes("/")) return findProfile(name);
    const found = this.#profiles.get(name) ?? findProfile(name);
    this.#profiles.set(name, found);
    return found;
  }

  /** A card that lies in no reader, under its own name or another's. */
  #outside(name: string): DeskCard {
    const card = this.#card(name);
    const lies = card.reader ?? [...this.#cards.values()].find((other) => other.standIn === name)?.reader;
    if (lies !== undefined) throw deskErrors.error("card-inserted", { card: name, reader: lies });
    return card;
  }

  /** Refuses a card that cannot be taken up under this name and with this file. */
  #free(name: string, stateFile: string | undefined): void {
    if (this.#cards.has(name)) throw deskErrors.error("name-taken", { card: name });
    const { mostCards = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#cards.size >= mostCards) throw deskErrors.error("too-many", { cards: mostCards });
    const user = [...this.#cards.values()].find((card) => stateFile !== undefined && card.stateFile === stateFile);
    if (user !== undefined) throw deskErrors.error("state-in-use", { card: user.name });
  }

  #made(profile: CardProfile, person: CardPersonalisation, stateFile: string | undefined): CardOptions {
    const { issuance, onDefect } = this.#options;
    return {
      profile,
      person,
      random: this.#random,
      ...(stateFile === undefined ? {} : { stateFile }),
      ...(issuance === undefined ? {} : { issuance }),
      ...(onDefect === undefined ? {} : { onDefect }),
    };
  }

  #add(name: string, simulated: SimulatedCard, person: CardPersonalisation, stateFile: string | undefined): DeskCard {
    const card = new DeskCard(name, { simulated, person, stateFile }, this.#surroundings, this.#tracing);
    this.#cards.set(name, card);
    return card;
  }
}
