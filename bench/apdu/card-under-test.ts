import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { createCard } from "#simulator/card/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";

/** The card that is measured: the whole virtual card with all its applications, as `madoguchi card` inserts it. */
export async function cardUnderTest(): Promise<VirtualCard> {
  const person = await issuePerson("hanako", { keys: new KeyStore(), clock: systemClock, random: systemRandom });
  return createCard({ profile: findProfile("aoba"), person, random: systemRandom });
}
