import { ascii } from "#card/bytes/bytes.js";
import { mynaErrors } from "./errors.js";

/** A day of the western calendar as the card writes it: `YYYYMMDD`. */
export type CardDate = string;

/** The digit of an era in the signature certificate (`EYYYYMMDD`): 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和. */
export type EraDigit = 1 | 2 | 3 | 4 | 5;

const ERAS: readonly { digit: EraDigit; from: CardDate; name: string }[] = [
  { digit: 5, from: "20190501", name: "令和" },
  { digit: 4, from: "19890108", name: "平成" },
  { digit: 3, from: "19261225", name: "昭和" },
  { digit: 2, from: "19120730", name: "大正" },
  { digit: 1, from: "18680125", name: "明治" },
];

/** True for eight digits that are a day of the calendar. */
export function isCardDate(text: string): text is CardDate {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Octets of a date. Throws `myna.bad-value`. */
export function encodeDate(date: CardDate): Uint8Array {
  if (!isCardDate(date)) throw mynaErrors.error("bad-value", { place: "date" });
  return ascii(date);
}

/** Reads a date of eight digits. Throws `myna.malformed-file`. */
export function parseDate(bytes: Uint8Array, file: string): CardDate {
  const text = String.fromCharCode(...bytes);
  if (!isCardDate(text)) throw mynaErrors.error("malformed-file", { file, place: "date" });
  return text;
}

/** The Japanese era of a day and the year in it. Throws `myna.bad-value` for days before 明治. */
export function japaneseEra(date: CardDate): { digit: EraDigit; name: string; year: number } {
  const era = isCardDate(date) ? ERAS.find((candidate) => candidate.from <= date) : undefined;
  if (era === undefined) throw mynaErrors.error("bad-value", { place: "date" });
  return { digit: era.digit, name: era.name, year: Number(date.slice(0, 4)) - Number(era.from.slice(0, 4)) + 1 };
}

/** `YYMMDD` with the year of the Japanese era: what opens EF 0001 of 券面事項確認AP. */
export function eraBirth(birth: CardDate): string {
  return String(japaneseEra(birth).year).padStart(2, "0") + birth.slice(4);
}
