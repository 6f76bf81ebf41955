import { peopleErrors } from "../errors.js";
import { Draw } from "./draw.js";
import { PLACES } from "./places.js";

/** Stands for no trait at all. */
const PLAIN = "plain";

/** What can be special about a generated resident. */
export const TRAITS = [
  "foreign",
  "alias",
  "minor",
  "moved-in",
  "rare",
  "ivs",
  "gaiji",
  "long-name",
  "expiring",
  "expired",
] as const;

export type Trait = (typeof TRAITS)[number];

/** How many of a hundred, as 0 to 1, have a trait. `alias` is the share among those who are `foreign`. */
export type TraitShares = Readonly<Record<Trait, number>>;

export const DEFAULT_SHARES: TraitShares = {
  foreign: 0.08,
  alias: 0.5,
  minor: 0.12,
  "moved-in": 0.08,
  rare: 0.08,
  ivs: 0.03,
  gaiji: 0.02,
  "long-name": 0.03,
  expiring: 0.03,
  expired: 0.01,
};

/** Traits of a name in Japanese characters: a foreign resident has them in the alias. */
const WRITTEN: readonly Trait[] = ["gaiji", "ivs", "rare"];

/** Traits that one resident cannot have together: the first of a group stands. */
const EXCLUSIVE: readonly (readonly Trait[])[] = [WRITTEN, ["expired", "expiring"]];

/** Draws the traits of one resident. Shares outside 0 to 1 throw `people.bad-shares`. */
export function drawTraits(seed: string, shares: TraitShares): readonly Trait[] {
  const drawn = TRAITS.filter((trait) => {
    const share = shares[trait];
    if (!(share >= 0 && share <= 1)) throw peopleErrors.error("bad-shares", { trait, share });
    return new Draw(`${seed}/traits/${trait}`).chance(share);
  });
  return settled(drawn.includes("foreign") ? drawn : drawn.filter((trait) => trait !== "alias"));
}

/** The traits in order, without those that another one excludes. */
export function settled(traits: readonly Trait[]): readonly Trait[] {
  const excluded = EXCLUSIVE.flatMap((group) => group.filter((trait) => traits.includes(trait)).slice(1));
  const wanted = new Set<Trait>(traits);
  if (wanted.has("alias")) wanted.add("foreign");
  if (wanted.has("foreign") && WRITTEN.some((trait) => wanted.has(trait))) wanted.add("alias");
  return TRAITS.filter((trait) => wanted.has(trait) && !excluded.includes(trait));
}

/** What a generated resident's name says: `seed:NAME`, then `@` and a municipality, then `+` and each trait wanted, or `+plain` for none. */
export interface SeedName {
  readonly seed: string;
  /** Five-digit code of the municipality to live in; undefined when the seed decides. */
  readonly home: string | undefined;
  /** Undefined when the seed decides by the usual shares. */
  readonly traits: readonly Trait[] | undefined;
}

/** True for the name of a generated resident. */
export function isSeedName(name: string): boolean {
  return name.startsWith("seed:");
}

/** A seed has letters, digits, dots and hyphens. */
const SEED_NAME = /^seed:([A-Za-z0-9][A-Za-z0-9._-]{0,63})(?:@(\d{5}))?((?:\+[a-z-]+)*)$/;

/** Reads `seed:NAME@13101+trait+trait`. Throws `people.bad-seed`. */
export function parseSeedName(name: string): SeedName {
  const [, seed, home, tail] = SEED_NAME.exec(name) ?? [];
  const tags = (tail ?? "").split("+").slice(1);
  const unknown = tags.filter((tag) => tag !== PLAIN && !TRAITS.includes(tag as Trait));
  const nowhere = home !== undefined && !PLACES.some(({ code }) => code.startsWith(home));
  if (seed === undefined || nowhere || unknown.length > 0 || (tags.includes(PLAIN) && tags.length > 1)) {
    const municipalities = PLACES.map(({ code }) => code.slice(0, 5)).join(" ");
    throw peopleErrors.error("bad-seed", { name, traits: [PLAIN, ...TRAITS].join(" "), municipalities });
  }
  const traits = tags.length === 0 ? undefined : settled(tags.filter((tag) => tag !== PLAIN) as Trait[]);
  return { seed, home, traits };
}

/** The name from which the same resident comes again, whatever the shares were. */
export function formatSeedName(seed: string, home: string | undefined, traits: readonly Trait[]): string {
  const place = home === undefined ? "" : `@${home}`;
  return `seed:${[`${seed}${place}`, ...(traits.length === 0 ? [PLAIN] : traits)].join("+")}`;
}
