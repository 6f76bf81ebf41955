import { individualNumberCheckDigit } from "#card/myna/verification-codes.js";
import { peopleErrors } from "../errors.js";
import type { CardPins } from "../person.js";
import type { TestResident } from "../residents.js";
import { drawHistory, maySign } from "./card-history.js";
import { Draw } from "./draw.js";
import { drawName } from "./names.js";
import { BUILDINGS, PLACES, type Place } from "./places.js";
import { DEFAULT_SHARES, drawTraits, formatSeedName, parseSeedName, type Trait, type TraitShares } from "./traits.js";

/** Faces that are drawn: those of the house's own residents. */
const FACES: readonly TestResident["face"][] = [
  { hair: "long", shade: 40 },
  { hair: "short", shade: 90 },
  { hair: "curly", shade: 120 },
  { hair: "short", shade: 20 },
  { hair: "bun", shade: 165 },
];
const CHILD: TestResident["face"] = { hair: "bob", shade: 30 };

const TITLES: Readonly<Record<Trait, { readonly en: string; readonly ja: string }>> = {
  foreign: { en: "foreign", ja: "外国人住民" },
  alias: { en: "with an alias", ja: "通称あり" },
  minor: { en: "child under 15", ja: "15歳未満" },
  "moved-in": { en: "moved in with a card issued elsewhere", ja: "他市町村発行のカードで転入" },
  rare: { en: "rare characters", ja: "第3・第4水準などの漢字" },
  ivs: { en: "variation sequence", ja: "異体字セレクタ" },
  gaiji: { en: "gaiji", ja: "外字" },
  "long-name": { en: "long name", ja: "長い氏名" },
  expiring: { en: "card expires soon", ja: "有効期限間近" },
  expired: { en: "card expired", ja: "有効期限切れ" },
};

/** How residents are distributed; what is left out is as in `DEFAULT_SHARES`. */
export interface GenerationOptions {
  readonly shares?: Partial<TraitShares>;
  /** Five-digit code of the municipality where all of them live, one of `PLACES`; anywhere when absent. */
  readonly municipality?: string;
}

const KANJI_DIGITS = "〇一二三四五六七八九";

function wide(number: number): string {
  return String(number).replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0));
}

function drawAddress(draw: Draw, place: Place): string {
  const block = `${KANJI_DIGITS[draw.between(1, 9)]}丁目${wide(draw.between(1, 30))}番${wide(draw.between(1, 30))}号`;
  const { name, floors, flats } = draw.pick(BUILDINGS);
  const flat = `　${name}${wide(draw.between(1, floors) * 100 + draw.between(1, flats))}号室`;
  return `${place.name}${draw.pick(place.towns)}${block}${draw.chance(0.3) ? flat : ""}`;
}

/** 99999 and six digits: unlike within one lot of `generateResidents`, and never a number of the house's own residents, which are below 1,000. */
function individualNumber(seed: string): string {
  const [, lot, place] = /^(.*?)(?:\.(\d{1,6}))?$/.exec(seed)!;
  const range = 999_000;
  const first = new Draw(`${lot}/number`).below(range);
  const digits = `99999${String(1_000 + ((first + Number(place ?? 0) * 7_919) % range)).padStart(6, "0")}`;
  return `${digits}${individualNumberCheckDigit(digits)}`;
}

function drawPins(draw: Draw, sign: boolean): CardPins {
  const [auth, text, juki, common] = Array.from({ length: 4 }, () => draw.digits(4)) as [
    string,
    string,
    string,
    string,
  ];
  const letters = Array.from({ length: draw.between(3, 10) }, () => draw.pick([..."ABCDEFGHJKLMNPQRSTUVWXYZ"])).join(
    "",
  );
  return { auth, sign: sign ? `${letters}${draw.digits(draw.between(3, 6))}` : undefined, text, juki, common };
}

function compose(seed: string, wanted: string | undefined, traits: readonly Trait[]): TestResident {
  const id = formatSeedName(seed, wanted, traits);
  const draw = (question: string) => new Draw(`${id}/${question}`);
  const sex = draw("sex").pick(["1", "2"] as const);
  const { birth, card } = drawHistory(draw("history"), traits);
  const homes = draw("place");
  const drawn = homes.pick(PLACES);
  const home = PLACES.find(({ code }) => wanted !== undefined && code.startsWith(wanted)) ?? drawn;
  const issuer = homes.pick(PLACES.filter((place) => place !== home));
  const titles = traits.map((trait) => TITLES[trait]);
  return {
    id,
    title: {
      en: ["generated resident", ...titles.map(({ en }) => en)].join(", "),
      ja: ["生成した住民", ...titles.map(({ ja }) => ja)].join("・"),
    },
    ...drawName(draw("name"), traits, sex),
    address: drawAddress(draw("address"), home),
    birth,
    sex,
    individualNumber: individualNumber(seed),
    municipality: home.code.slice(0, 5),
    serial: `9${draw("serial").digits(14)}`,
    securityCode: draw("code").digits(4),
    pins: drawPins(draw("pins"), maySign(birth, card.certificates)),
    face: traits.includes("minor") ? CHILD : draw("face").pick(FACES),
    card: traits.includes("moved-in") ? { ...card, issuer: issuer.code.slice(0, 5) } : card,
  };
}

/**
 * A test resident from a seed: `generateResident("a")`, or with the traits wanted, `generateResident("a", ["foreign", "minor"])`. The resident's
 * id is a name from which the same one comes again. Nobody's data: words and towns are our own. Throws `people.bad-seed`, `people.bad-shares`.
 */
export function generateResident(
  seed: string,
  traits?: readonly Trait[],
  options: GenerationOptions = {},
): TestResident {
  const { shares, municipality } = options;
  const drawn = traits ?? drawTraits(seed, { ...DEFAULT_SHARES, ...shares });
  return residentBySeedName(formatSeedName(seed, municipality, drawn));
}

/** A resident by the name that scenarios and command lines use (`seed:NAME@13101+trait`). Throws `people.bad-seed`. */
export function residentBySeedName(name: string): TestResident {
  const { seed, home, traits } = parseSeedName(name);
  return compose(seed, home, traits ?? drawTraits(seed, DEFAULT_SHARES));
}

/** So many residents with numbers that differ: `SEED.1` to `SEED.N`. Throws `people.bad-seed`, `people.bad-shares`, `people.bad-count`. */
export function generateResidents(
  seed: string,
  count: number,
  options: GenerationOptions = {},
): readonly TestResident[] {
  if (!Number.isInteger(count) || count < 0 || count > 999_000) throw peopleErrors.error("bad-count", { count });
  return Array.from({ length: count }, (_, index) => generateResident(`${seed}.${index + 1}`, undefined, options));
}
