import { seededRandom } from "#card/ports/random.js";
import { type IssuingPorts, issuePerson } from "../people/issue-person.js";
import type { CardPersonalisation } from "../people/person.js";
import { residentNames } from "../people/residents.js";
import type { CardProfile } from "../profiles/profile.js";
import { Dice } from "./dice.js";
import { seedOf } from "./sweep-card.js";

/** Who holds the card of a profile: one of the house's residents, drawn by lot under the seed. */
export function holderOf(
  seed: string,
  ports: Omit<IssuingPorts, "random">,
): (profile: CardProfile) => Promise<CardPersonalisation> {
  return ({ name }) => {
    const own = seedOf(seed, name, "holder");
    return issuePerson(new Dice(own).pick(residentNames()), { ...ports, random: seededRandom(own) });
  };
}
