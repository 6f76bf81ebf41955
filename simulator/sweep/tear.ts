import { Dice } from "./dice.js";
import { LogicalState } from "./logical-state.js";
import { type Observation, observe } from "./observe.js";
import type { Stage } from "./operations.js";
import { type Passage, type RecordedAct, type RecordedOperation, VERIFY } from "./record.js";
import { seedOf } from "./sweep-card.js";
import { WriteLog } from "./write-log.js";

/** What a sweep counts. `cases` is the sum of `old`, `new` and `between`. */
export interface Tally {
  cases: number;
  /** The card came back as it was before the command. */
  old: number;
  /** The card came back as it is after the command. */
  new: number;
  /** Neither, or it did not come back at all. */
  between: number;
  /** Cases that gave back a PIN try, lifted a lock, or told something of a PIN before a try was taken for it. */
  triesGained: number;
}

export const emptyTally = (): Tally => ({ cases: 0, old: 0, new: 0, between: 0, triesGained: 0 });

/** Where a case failed: enough to run it again. */
export interface Finding {
  readonly act: string;
  /** The command's header, as hexadecimal of its first four octets tells which one it was. */
  readonly command: Uint8Array;
  /** Octets that were written before the power failed. */
  readonly octet: number;
  readonly residue: number | undefined;
  /** Octets of the recovery that were written before the power failed again. */
  readonly again: number | undefined;
  readonly what: "between" | "tries-gained" | "observed-otherwise";
}

export interface TearOptions {
  readonly seed: string;
  /** One of so many cases, drawn by lot, is asked by APDUs too what state it is in. */
  readonly observeOneIn: number;
  readonly tally: Tally;
  readonly onFinding: (finding: Finding) => void;
  /** Called now and then with the octets done since the last call; false ends the sweep. */
  readonly breathe: (octets: number) => Promise<boolean>;
}

/** Octets between two breaths. */
const BREATH = 128;

type Verdict = "old" | "new" | "between";

/** A state that the card may be in, and how it looks from outside. */
interface Known {
  readonly state: LogicalState;
  readonly seen: Observation;
}

/** Tears one recorded operation at every octet of everything it writes. Gives false when it was ended before. */
export async function tearOperation(stage: Stage, recorded: RecordedOperation, options: TearOptions): Promise<boolean> {
  stage.on.begin(recorded.image, options.seed);
  let start = await know(stage);
  for (const act of recorded.acts) {
    for (const passage of act.passages) {
      const swept = new SweptPassage(stage, recorded, act, passage, options);
      const end = await swept.tear(start);
      if (end === undefined) return false;
      start = end;
    }
  }
  return true;
}

/** What the card is in now, after a power-up. */
async function know(stage: Stage): Promise<Known> {
  const { card } = stage.on;
  card.powerOn();
  const state = new LogicalState(card.nvm);
  return { state, seen: await observe(stage) };
}

/** The cases of one APDU. The image is kept at the tear that is looked at; what a power-up writes is taken back after each look. */
class SweptPassage {
  readonly #stage: Stage;
  readonly #givesTries: boolean;
  readonly #act: RecordedAct;
  readonly #passage: Passage;
  readonly #options: TearOptions;
  readonly #dice: Dice;
  readonly #recovery = new WriteLog();
  readonly #second = new WriteLog();
  #before!: Known;
  #after!: Known;
  #newGains = false;

  constructor(
    stage: Stage,
    { operation, acts }: RecordedOperation,
    act: RecordedAct,
    passage: Passage,
    options: TearOptions,
  ) {
    this.#stage = stage;
    this.#givesTries = operation.givesTries;
    this.#act = act;
    this.#passage = passage;
    this.#options = options;
    this.#dice = new Dice(seedOf(options.seed, operation.name, acts.indexOf(act), passage.index));
  }

  /** Gives what the card is in after the whole command; undefined when the sweep was ended. */
  async tear(start: Known): Promise<Known | undefined> {
    const { log } = this.#passage;
    const { image } = this.#stage.on;
    let known = start;
    let at = 0;
    let sinceBreath = 0;
    const ends = await this.#stages(start);
    for (const [index, { end, known: after }] of ends.entries()) {
      this.#before = known;
      this.#after = after;
      this.#newGains = this.#gains(known, after);
      const last = index === ends.length - 1;
      for (; at < end || (last && at === end); at++) {
        await this.#cases(at);
        if (at < log.length) log.apply(image, at, at + 1);
        if (++sinceBreath === BREATH) {
          sinceBreath = 0;
          if (!(await this.#options.breathe(BREATH))) return undefined;
        }
      }
      known = after;
    }
    // What is behind `at` was applied octet by octet: the image is that of the whole command now.
    return (await this.#options.breathe(sinceBreath - 1)) ? known : undefined;
  }

  /**
   * The states that the card goes through. A command has an old and a new one. VERIFY of a right PIN has one more: it takes a try
   * before it compares and gives all of them back after it, so that the state in the middle is the old one less one try, and no other.
   */
  async #stages(start: Known): Promise<{ end: number; known: Known }[]> {
    const { log, commits, command } = this.#passage;
    const { image } = this.#stage.on;
    log.apply(image);
    const whole = { end: log.length, known: await know(this.#stage) };
    log.undo(image);
    const middle = commits[0];
    if (command[1] !== VERIFY || commits.length !== 2 || middle === undefined) return [whole];
    log.apply(image, 0, middle);
    const taken = await know(this.#stage);
    log.undo(image, 0, middle);
    return isOneTryLess(start.seen, taken.seen) ? [{ end: middle, known: taken }, whole] : [whole];
  }

  async #cases(octet: number): Promise<void> {
    const { log } = this.#passage;
    const { image } = this.#stage.on;
    await this.#case(octet, undefined);
    if (octet === log.length) return;
    const address = log.addressOf(octet);
    const kept = image[address]!;
    const residue = this.#dice.octet();
    image[address] = residue;
    await this.#case(octet, residue);
    image[address] = kept;
  }

  /** One tear, and one more while the card comes back from it. */
  async #case(octet: number, residue: number | undefined): Promise<void> {
    const { image } = this.#stage.on;
    await this.#look(this.#recovery, octet, residue, undefined);
    const recovery = this.#recovery;
    if (recovery.length === 0) return;
    const again = this.#dice.below(recovery.length);
    recovery.apply(image, 0, again);
    const address = recovery.addressOf(again);
    const kept = image[address]!;
    const half = (this.#dice.octet() & 1) === 0;
    if (half) image[address] = this.#dice.octet();
    await this.#look(this.#second, octet, residue, again);
    image[address] = kept;
    recovery.undo(image, 0, again);
  }

  /** Powers the card up on the image as it is, counts what it finds, and puts the image back. */
  async #look(log: WriteLog, octet: number, residue: number | undefined, again: number | undefined): Promise<void> {
    const { card, image } = this.#stage.on;
    const { nvm } = card;
    const { tally, onFinding, observeOneIn } = this.#options;
    const finding = { act: this.#act.name, command: this.#passage.command, octet, residue, again };
    log.clear();
    let verdict: Verdict = "between";
    let came = true;
    try {
      log.record(nvm.device, () => card.powerOn());
      verdict = this.#verdict();
    } catch {
      // A memory that cannot be read any more: the worst kind of between.
      came = false;
    }
    tally.cases++;
    tally[verdict]++;
    const { log: writes, divergence = Number.POSITIVE_INFINITY } = this.#passage;
    const done = verdict === "new" || octet === writes.length;
    let gained = done ? this.#newGains : octet >= divergence;
    if (came && (verdict === "between" || this.#dice.below(observeOneIn) === 0)) {
      const seen = await observe(this.#stage).catch(() => undefined);
      const wanted = verdict === "old" ? this.#before.seen : this.#after.seen;
      if (verdict === "between") {
        gained = seen !== undefined && hasMore(seen.tries, this.#before.seen.tries);
      } else if (seen?.text !== wanted.text) {
        tally[verdict]--;
        tally.between++;
        onFinding({ ...finding, what: "observed-otherwise" });
      }
    }
    log.undo(image);
    if (verdict === "between") onFinding({ ...finding, what: "between" });
    if (gained) {
      tally.triesGained++;
      onFinding({ ...finding, what: "tries-gained" });
    }
  }

  #verdict(): Verdict {
    const { nvm } = this.#stage.on.card;
    const old = this.#before.state;
    const fresh = this.#after.state;
    if (old.lies(nvm)) return "old";
    if (fresh.lies(nvm)) return "new";
    if (old.matches(nvm)) return "old";
    return fresh.matches(nvm) ? "new" : "between";
  }

  /** Whether the new state itself has tries that it should not have. */
  #gains(before: Known, after: Known): boolean {
    if (this.#passage.divergence !== undefined) return !isOneTryLess(before.seen, after.seen);
    return !this.#givesTries && hasMore(after.seen.tries, before.seen.tries);
  }
}

type Tries = ReadonlyMap<string, number>;

/** True when any PIN that had a counter has more tries, or has lost its counter. A PIN that is new is no gain. */
function hasMore(now: Tries, before: Tries): boolean {
  return [...before].some(([name, left]) => (now.get(name) ?? Number.POSITIVE_INFINITY) > left);
}

/** True when exactly one PIN has exactly one try less. */
function isOneTryLess({ tries: before }: Observation, { tries: now }: Observation): boolean {
  const changed = [...before].filter(([name, left]) => now.get(name) !== left);
  const [name, left] = changed[0] ?? ["", 0];
  return changed.length === 1 && now.size === before.size && now.get(name) === left - 1;
}
