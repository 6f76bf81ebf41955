import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { type CardOptions, createCard } from "#simulator/card/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type CardPersonalisation, issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";

/** A card, and what was put on it. */
export interface TestCard {
  readonly card: VirtualCard;
  readonly person: CardPersonalisation;
}

const issued = new Map<string, Promise<CardPersonalisation>>();

/** A newly issued card of a test resident; the resident's keys and certificates are the same for all its cards. */
export async function testCard(
  resident: string,
  profile = "aoba",
  options: Pick<CardOptions, "contactless"> = {},
): Promise<TestCard> {
  const random = seededRandom(`outside ${resident}`);
  let person = issued.get(resident);
  if (person === undefined) {
    person = issuePerson(resident, { keys: new KeyStore(), clock: systemClock, random });
    issued.set(resident, person);
  }
  const personalisation = await person;
  return {
    card: createCard({ ...options, profile: findProfile(profile), person: personalisation, random }),
    person: personalisation,
  };
}
