import type { ParamsOf } from "#daemon/api/contract/index.js";

export type Query = ParamsOf<"residents.search">["query"];
export type SearchBy = "auto" | "name" | "kana" | "number";

const KANA = /^[\p{Script=Katakana}\p{Script=Hiragana}ー・\s]+$/u;
const ID = /^[\x21-\x7e]+$/;

/** What a term looks for: kana and ids show by their characters. Hiragana are written as katakana, as residents' files have them. */
export function queryOf(term: string, by: SearchBy): Query | undefined {
  const text = term.normalize("NFKC").trim();
  if (text === "") return undefined;
  const kind = by !== "auto" ? by : KANA.test(text) ? "kana" : ID.test(text) ? "number" : "name";
  if (kind === "number") return { residentId: text };
  if (kind === "name") return { name: text };
  return { kana: text.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60)) };
}
