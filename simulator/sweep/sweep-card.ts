import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver } from "#card/region/card-driver.js";
import { createCard } from "../card/create-card.js";
import { driverFor } from "../card/issue-card.js";
import type { SimulatedCard } from "../card/simulated-card.js";
import type { CardPersonalisation } from "../people/person.js";
import type { CardProfile } from "../profiles/profile.js";
import { RewindableRandom } from "./dice.js";

/**
 * A card under sweep with its driver. `begin` puts it, and the randomness on both sides, back to where an act starts: done twice
 * with the same image and seed, the act sends and writes the same octets twice.
 */
export class SweepCard implements CardLink {
  readonly card: SimulatedCard;
  readonly person: CardPersonalisation;
  /** Randomness of the host: the driver's and every session's. */
  readonly hostRandom = new RewindableRandom();
  readonly #cardRandom: RewindableRandom;
  #driver: CardDriver | undefined;
  #cardId = "";
  /** Called around each APDU that the host sends; gives its answer. */
  #exchange: ((command: Uint8Array) => Uint8Array) | undefined;

  private constructor(profile: CardProfile, person: CardPersonalisation) {
    this.#cardRandom = new RewindableRandom();
    this.person = person;
    this.card = createCard({ profile, person, random: this.#cardRandom });
  }

  /** A newly issued card, powered. Throws what `createCard` and the driver throw. */
  static async issue(profile: CardProfile, person: CardPersonalisation): Promise<SweepCard> {
    const made = new SweepCard(profile, person);
    made.card.powerOn();
    made.#driver = await driverFor(made.card, made, made.hostRandom);
    made.#cardId = (await made.#driver.identify(made)).cardId;
    return made;
  }

  get driver(): CardDriver {
    return this.#driver!;
  }

  /** Upper-case hexadecimal. */
  get cardId(): string {
    return this.#cardId;
  }

  get image(): Uint8Array {
    return this.card.nvm.device.image;
  }

  begin(image: Uint8Array, seed: string): void {
    this.card.powerOff();
    this.image.set(image);
    this.#cardRandom.rewind(`${seed} card`);
    this.hostRandom.rewind(`${seed} host`);
    this.card.powerOn();
  }

  /** Runs `body` with `exchange` in front of the card. */
  async through(exchange: (command: Uint8Array) => Uint8Array, body: () => Promise<void>): Promise<void> {
    this.#exchange = exchange;
    try {
      await body();
    } finally {
      this.#exchange = undefined;
    }
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#exchange === undefined ? this.card.transmit(command) : this.#exchange(command);
  }
}

/** A seed of its own for each thing that is done under one seed. */
export const seedOf = (...parts: readonly (string | number)[]): string => parts.join("|");

/** Fresh octets of a seed, always the same. */
export const octetsOf = (seed: string, length: number): Uint8Array => seededRandom(seed).bytes(length);
