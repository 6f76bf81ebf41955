import { type ErrorText, isMadoguchiError, MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardKind } from "./card-driver.js";

/** A text for people in both languages of the house. */
interface InBothLanguages {
  readonly en: string;
  readonly ja: string;
}

const NAMES: Readonly<Record<CardKind, InBothLanguages>> = {
  myna: { en: "regional area", ja: "地域住民向け領域" },
  juki: { en: "regional area (Juki card)", ja: "独自利用領域" },
};

/** What the area is called on a card of this kind (R-CARD-03). */
export function areaName(kind: CardKind): InBothLanguages {
  return NAMES[kind];
}

/** A text that names the area of a My Number card, as it is said of a card of this kind. */
export function wordedFor<T extends InBothLanguages>(kind: CardKind, text: T): T {
  const { en, ja } = NAMES[kind];
  return { ...text, en: text.en.replaceAll(NAMES.myna.en, en), ja: text.ja.replaceAll(NAMES.myna.ja, ja) };
}

/** An error as it is told of a card of this kind: code and details are the same, only its texts name the area as they should. */
export function errorWordedFor(kind: CardKind, error: unknown): unknown {
  if (kind === "myna" || !isMadoguchiError(error)) return error;
  const { row, details } = error;
  const cause = wordedFor(kind, { en: row.en.cause, ja: row.ja.cause });
  const remedy = wordedFor(kind, { en: row.en.remedy, ja: row.ja.remedy });
  const said = (language: "en" | "ja"): ErrorText => ({ cause: cause[language], remedy: remedy[language] });
  return new MadoguchiError({ code: row.code, en: said("en"), ja: said("ja") }, details, { cause: error });
}
