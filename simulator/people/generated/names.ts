import type { Draw } from "./draw.js";
import type { Trait } from "./traits.js";
import {
  FAMILIES,
  FOREIGN_FAMILIES,
  FOREIGN_GIVEN,
  FOREIGN_MORE,
  GAIJI_FAMILIES,
  GIVEN,
  IVS_FAMILIES,
  LONG_GIVEN,
  type NameWord,
  RARE_FAMILIES,
  type RareWord,
} from "./words.js";

/** A name as the register has it, and what the signature certificate puts in the place of some characters. */
export interface DrawnName {
  readonly name: string;
  readonly kana: string;
  readonly alias: string | undefined;
  readonly substitutes: Readonly<Record<string, string>>;
}

type Sex = "1" | "2";

function rareWords(traits: readonly Trait[]): readonly RareWord[] | undefined {
  if (traits.includes("gaiji")) return GAIJI_FAMILIES;
  if (traits.includes("ivs")) return IVS_FAMILIES;
  return traits.includes("rare") ? RARE_FAMILIES : undefined;
}

function japanese(draw: Draw, traits: readonly Trait[], given: NameWord): Omit<DrawnName, "alias"> {
  const rare = rareWords(traits);
  const chosen = rare && draw.pick(rare);
  const family = chosen ?? draw.pick(FAMILIES);
  return {
    name: `${family.text}　${given.text}`,
    kana: `${family.kana}　${given.kana}`,
    substitutes: chosen === undefined ? {} : { [chosen.rare]: chosen.substitute },
  };
}

/** A name for these traits: Japanese, or in Latin letters with or without an alias. Names in Latin letters are parted by spaces, others by U+3000. */
export function drawName(draw: Draw, traits: readonly Trait[], sex: Sex): DrawnName {
  const long = traits.includes("long-name");
  const native = japanese(draw, traits, long ? LONG_GIVEN[sex] : draw.pick(GIVEN[sex]));
  if (!traits.includes("foreign")) return { ...native, alias: undefined };
  const parts = [draw.pick(FOREIGN_FAMILIES), draw.pick(FOREIGN_GIVEN[sex]), ...(long ? FOREIGN_MORE : [])];
  const alias = traits.includes("alias");
  return {
    name: parts.map(({ text }) => text).join(" "),
    kana: parts.map(({ kana }) => kana).join("　"),
    alias: alias ? native.name : undefined,
    substitutes: alias ? native.substitutes : {},
  };
}
