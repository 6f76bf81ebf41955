import { z } from "zod";
import type { Bilingual } from "../../api/contract/index.js";

/** Why a value is refused: declared by these keys in the schema, told to people in both languages. */
export const faults = {
  colour: { ja: "色は #rrggbb の形で指定してください", en: "a colour as #rrggbb" },
  face: { ja: "フォント名に使えない文字があります", en: "a font name: letters, digits, blanks and hyphens" },
  blank: { ja: "空の文言にはできません", en: "the wording must not be empty" },
  control: { ja: "制御文字・不正な文字が含まれています", en: "a control character or half of a character" },
  footer: {
    ja: "{municipality} を含め、ほかの {…} は id と operator だけにしてください",
    en: "must have {municipality}; of other places only {id} and {operator}",
  },
  itemName: { ja: "英小文字で始まる31文字以内の英数字", en: "a lower-case letter, then up to 30 letters or digits" },
  twice: { ja: "同じものが二度あります", en: "is there twice" },
} as const satisfies Record<string, Bilingual>;

/** The longest text that a place takes; longer ones are refused, never cut (R-TUNE-09). */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/\S/u, { error: "blank" })
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: "control" });

/** A wording: in Japanese, and in English where it is to be told otherwise than by default. */
export const wording = (max: number) => z.strictObject({ ja: line(max), en: line(max).optional() });

export type Wording = z.output<ReturnType<typeof wording>>;

/** A wording over its default. */
export const worded = (standard: Bilingual, given: Wording | undefined): Bilingual =>
  given === undefined ? standard : { ja: given.ja, en: given.en ?? standard.en };

/** What the reference and the editor show of a parameter: what it is called, and what holds when nothing is given. */
export const named = (ja: string, en: string, standard?: unknown) => ({
  title: ja,
  description: en,
  ...(standard === undefined ? {} : { default: standard }),
});
