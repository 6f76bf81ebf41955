import { createHash } from "node:crypto";
import { seededRandom } from "#card/ports/random.js";
import { generateResident } from "../people/generated/index.js";
import { type IssuingPorts, issueResident } from "../people/issue-person.js";
import type { CardPersonalisation } from "../people/person.js";
import { findResident, residentNames } from "../people/residents.js";
import type { CardProfile } from "../profiles/profile.js";
import { Dice } from "./dice.js";
import { seedOf } from "./sweep-card.js";

/**
 * Who holds the card of a profile, drawn by lot under the seed: one of the house's residents, or the one that is generated from the seed
 * itself (one and no more, because a generated resident's keys take a second to make).
 */
export function holderOf(
  seed: string,
  ports: Omit<IssuingPorts, "random">,
): (profile: CardProfile) => Promise<CardPersonalisation> {
  const stranger = createHash("sha256").update(seed).digest("hex").slice(0, 12);
  return ({ name }) => {
    const own = seedOf(seed, name, "holder");
    const known = new Dice(own).pick([...residentNames(), undefined, undefined]);
    const resident = known === undefined ? generateResident(stranger) : findResident(known);
    return issueResident(resident, { ...ports, random: seededRandom(own) });
  };
}
