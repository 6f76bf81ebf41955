import { equal, readUintBE } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { apduErrors, CommandApdu } from "#card/iso7816/command-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { JPKI_AID, TEXT_INPUT_AID } from "#card/myna/aids.js";
import { driverFor } from "../card/issue-card.js";
import type { CardState } from "./flows.js";
import { CARD_STATES, FLOWS } from "./flows.js";
import type { FuzzCard } from "./fuzz-card.js";
import type { FuzzRandom } from "./fuzz-random.js";
import { type Guarded, openGuarded } from "./guarded.js";
import { anyCommand, anyOctets, mutate } from "./mutations.js";
import { type Authority, Finding, type Oracle, type Step } from "./oracle.js";

/** One run against a card in one of its states: everything that was done, so that it can be done again. */
export interface Sequence {
  readonly state: CardState;
  readonly seed: string;
  readonly steps: readonly Step[];
  readonly finding?: Finding;
}

export type Corpus = readonly (readonly Uint8Array[])[];

/** Status words after which a channel is most likely gone. */
const SESSION_LOST: ReadonlySet<number> = new Set([SW.SECURITY_STATUS, SW.CONDITIONS, 0x6988, 0x6987, 0x6881]);

/** Thrown into a host whose work is to end here. */
class Enough extends Error {}

/** Makes and plays sequences of commands; one instance plays one sequence. */
export class SequencePlayer {
  readonly #fuzzed: FuzzCard;
  readonly #oracle: Oracle;
  readonly #corpus: Corpus;
  readonly #random: FuzzRandom;
  readonly #steps: Step[] = [];

  constructor(fuzzed: FuzzCard, oracle: Oracle, corpus: Corpus, random: FuzzRandom) {
    this.#fuzzed = fuzzed;
    this.#oracle = oracle;
    this.#corpus = corpus;
    this.#random = random;
  }

  /** Plays one sequence of about `length` commands and gives it with what was found. */
  async play(seed: string, length: number): Promise<Sequence> {
    const random = this.#random;
    const state = random.pick(CARD_STATES);
    this.#oracle.begin(state, seed);
    wind(this.#fuzzed, state, seed);
    try {
      const way = random.below(10);
      if (way < 5) this.#strange(length);
      else if (way < 7) await this.#disturbed(state, length);
      else if (way < 9) await this.#inChannel(state, length);
      else this.#withPin(length);
    } catch (error) {
      if (!(error instanceof Finding)) throw error;
      return { state, seed, steps: this.#steps, finding: error };
    }
    return { state, seed, steps: this.#steps };
  }

  #take(command: Uint8Array | "reset", authority: Authority): Uint8Array {
    const step = { command, authority };
    this.#steps.push(step);
    return this.#oracle.take(step);
  }

  #other = (): Uint8Array => this.#random.pick(this.#random.pick(this.#corpus));

  /** A command out of nowhere: arbitrary, spoilt, recorded on another card, or sent before. */
  #anything(): Uint8Array {
    const random = this.#random;
    switch (random.below(8)) {
      case 0:
        return anyOctets(random);
      case 1:
      case 2:
        return anyCommand(random);
      case 3: {
        const { command } = this.#steps.length === 0 ? { command: this.#other() } : random.pick(this.#steps);
        return command === "reset" ? this.#other() : command;
      }
      default:
        return mutate(this.#other(), random, this.#other);
    }
  }

  /** A stranger: pieces of recorded flows, whole or spoilt, and anything between them. */
  #strange(length: number): void {
    const random = this.#random;
    while (this.#steps.length < length) {
      const flow = random.pick(this.#corpus);
      let at = random.chance(60) ? 0 : random.below(flow.length);
      for (const end = at + 1 + random.below(flow.length); at < Math.min(end, flow.length); at++) {
        if (random.chance(3)) this.#take("reset", "none");
        if (random.chance(25)) this.#take(this.#anything(), "none");
        this.#take(random.chance(40) ? mutate(flow[at]!, random, this.#other) : flow[at]!, "none");
      }
    }
  }

  /** A host with all keys at its work, and a stranger who puts commands between its own. */
  async #disturbed(state: CardState, length: number): Promise<void> {
    const random = this.#random;
    const { card, holder } = this.#fuzzed;
    const rate = 2 + random.below(30);
    const link = {
      transmit: async (command: Uint8Array): Promise<Uint8Array> => {
        while (random.chance(rate)) this.#take(this.#anything(), "none");
        if (this.#steps.length > 2 * length) throw new Enough();
        // Now and then the true command arrives spoilt: then it has no authority.
        const arriving = random.chance(3) ? mutate(command, random, this.#other) : command;
        return this.#take(arriving, saysTheSame(arriving, command) ? "channel" : "none");
      },
    };
    const flow = random.pick(FLOWS.filter(({ from }) => from === state || (from === "any" && random.chance(20))));
    if (flow === undefined || flow.from === "any") return this.#strange(length);
    try {
      await flow.run({ link, driver: () => driverFor(card, link, random), random, holder });
    } catch (error) {
      if (!(error instanceof Enough)) ofTheHouse(error);
    }
    while (this.#steps.length < length) this.#take(this.#anything(), "none");
  }

  /** Inside an open channel, under its protection: commands that mean something there, whole or spoilt. */
  async #inChannel(state: CardState, length: number): Promise<void> {
    const random = this.#random;
    const { card, holder, cardId } = this.#fuzzed;
    let last = 0;
    const link = {
      transmit: async (command: Uint8Array) => {
        const response = this.#take(command, "channel");
        last = readUintBE(response, response.length - 2, 2);
        return response;
      },
    };
    const context = { link, driver: () => driverFor(card, link, random), random, holder };
    while (this.#steps.length < length) {
      // A card whose content was changed under way may refuse its old keys: the sequence ends there.
      const guarded = await openGuarded(card.profile, state, cardId, context, random).catch(ofTheHouse);
      if (guarded === undefined) return this.#strange(length);
      const { channel, commands } = guarded;
      const any = () => random.pick(commands);
      let at = random.below(commands.length);
      do {
        const next = random.chance(60) ? commands[at++ % commands.length]! : any();
        const command = random.chance(60) ? mutate(next, random, any) : next;
        await this.#through(channel, command);
      } while (this.#steps.length < length && !(SESSION_LOST.has(last) && random.chance(50)));
    }
  }

  /** Sends a command through a channel; what no host can say goes out as it is. */
  async #through(channel: Guarded["channel"], command: Uint8Array): Promise<void> {
    try {
      await channel.transmit(CommandApdu.parse(command));
    } catch (error) {
      ofTheHouse(error);
      if (apduErrors.is(error)) this.#take(command, "none");
    }
  }

  /** The holder, PIN entered, and anything at all after it. */
  #withPin(length: number): void {
    const random = this.#random;
    const { auth, text } = this.#fuzzed.holder.pins;
    const [aid, ef, pin] = random.chance(50) ? [JPKI_AID, 0x18, auth] : [TEXT_INPUT_AID, 0x11, text];
    this.#take(new CommandApdu(0x00, 0xa4, 0x04, 0x0c, aid).encode(), "none");
    this.#take(new CommandApdu(0x00, 0x20, 0x00, 0x80 | ef, Buffer.from(pin)).encode(), "pin");
    while (this.#steps.length < length) this.#take(this.#anything(), "pin");
  }
}

/** Errors that a host's own half may raise when it is disturbed; anything else is a finding. */
function ofTheHouse(error: unknown): undefined {
  if (isMadoguchiError(error)) return undefined;
  throw error instanceof Finding ? error : new Finding("host-exception", `the host's own half threw ${error}`, error);
}

/**
 * True when two commands differ in their length fields at most: those are under no MAC (Amendment D, 6.2.4; ISO/IEC 7816-4, 10.2.3.1),
 * so that a command which lost its Le on the way has the authority of its host still.
 */
function saysTheSame(one: Uint8Array, other: Uint8Array): boolean {
  try {
    const [a, b] = [CommandApdu.parse(one), CommandApdu.parse(other)];
    return equal(one.subarray(0, 4), other.subarray(0, 4)) && equal(a.data, b.data);
  } catch {
    return equal(one, other);
  }
}

/** Brings the card back to one of its states, powered, with the randomness of one seed. */
export function wind({ card, states, random }: FuzzCard, state: CardState, seed: string): void {
  card.restore(states.get(state)!);
  random.rewind(seed);
  card.powerOn();
}
