/** Names under which source systems are known to write the individual number. */
const FIELD_NAMES = /^(個人番号|マイナンバー|kojin_?bango|my_?number|individual_?number)$/i;

/** Twelve digits in one run or in three groups of four, as the number is printed; no digit before or behind. */
const CANDIDATES = /(?<![0-9])[0-9]{4}([ \-‐‑‒–—―−ー.・_]?)[0-9]{4}\1[0-9]{4}(?![0-9])/gu;

/** What no text without a candidate has: cheap enough to ask of every line of a file. */
const FOUR_DIGITS = /[0-9０-９]{4}/;

/** True for a name that says that the individual number (個人番号) is under it. */
export function isIndividualNumberField(name: string): boolean {
  return FIELD_NAMES.test(name.normalize("NFKC"));
}

/** True for twelve digits whose last is the check digit of the other eleven (個人番号, Order No. 85 of 2014 of the ministry, article 5). */
function isIndividualNumber(digits: string): boolean {
  let sum = 0;
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5);
  const rest = sum % 11;
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest);
}

/**
 * True when an individual number is anywhere in a value: alone, inside an address or a free text, in full-width digits, or in groups of four.
 * One text of twelve arbitrary digits in eleven is taken for one as well: rather that than one that slips in (AS-DMN-04).
 */
export function holdsIndividualNumber(value: unknown): boolean {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length < 12 || !FOUR_DIGITS.test(text)) return false;
  for (const [candidate] of text.normalize("NFKC").matchAll(CANDIDATES)) {
    if (isIndividualNumber(candidate.replace(/[^0-9]/g, ""))) return true;
  }
  return false;
}
