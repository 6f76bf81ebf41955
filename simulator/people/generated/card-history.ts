import { ageOn, birthdayAfter, cardExpiry } from "../validity.js";
import type { Draw } from "./draw.js";
import type { Trait } from "./traits.js";

/** The day on which generated residents are as old, and their cards as valid, as they are meant to be. Not the clock's: a seed gives one card for ever. */
export const REFERENCE_DAY = "20260401";

/** The first cards. */
const FIRST_CARDS = "20160101";

const DAY = 86_400_000;

/** When the holder was born and what became of the card until `REFERENCE_DAY`. All days `YYYYMMDD`. */
export interface CardHistory {
  readonly issued: string;
  readonly expiry: string;
  /** Issue of the certificates that are on the card now: at first, renewed on a fifth birthday, or after a move. */
  readonly certificates: string;
}

/** The day so many days after another. */
function shiftDays(day: string, days: number): string {
  const utc = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
  return new Date(utc + days * DAY).toISOString().slice(0, 10).replaceAll("-", "");
}

function daysBetween(from: string, to: string): number {
  const utc = (day: string) => Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);
  return (utc(to) - utc(from)) / DAY;
}

function yearsBefore(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
}

function someDay(draw: Draw, from: string, to: string): string {
  return shiftDays(from, draw.below(daysBetween(from, to) + 1));
}

/** A card that expires on a day near the reference day: the birthday is then that day. */
function birthByExpiry(draw: Draw, minor: boolean, expired: boolean) {
  const expiry = shiftDays(REFERENCE_DAY, expired ? -draw.between(1, 60) : draw.between(1, 90));
  const birth = yearsBefore(expiry, minor ? draw.between(7, 14) : draw.between(30, 90));
  const years = minor ? 5 : 10;
  return { birth, issued: someDay(draw, yearsBefore(expiry, years), shiftDays(yearsBefore(expiry, years - 1), -1)) };
}

function birthByAge(draw: Draw, minor: boolean) {
  const age = minor ? draw.between(1, 14) : draw.between(15, 99);
  const day = shiftDays(yearsBefore(REFERENCE_DAY, age), -draw.below(365));
  const year = Number(day.slice(0, 4));
  const birth = age >= 20 && draw.chance(0.03) ? `${year - (year % 4)}0229` : day;
  const first = [FIRST_CARDS, shiftDays(birth, 30)].sort()[1]!;
  const recent = [first, yearsBefore(REFERENCE_DAY, 4)].sort()[1]!;
  const issued = someDay(draw, first, shiftDays(REFERENCE_DAY, -1));
  const lapsed = cardExpiry(birth, issued) <= REFERENCE_DAY;
  return { birth, issued: lapsed ? someDay(draw, recent, shiftDays(REFERENCE_DAY, -1)) : issued };
}

/** Birth and card of a resident with these traits. A foreign resident's card may end with the period of stay. */
export function drawHistory(draw: Draw, traits: readonly Trait[]): { birth: string; card: CardHistory } {
  const has = (trait: Trait) => traits.includes(trait);
  const dated = has("expiring") || has("expired");
  const { birth, issued } = dated ? birthByExpiry(draw, has("minor"), has("expired")) : birthByAge(draw, has("minor"));
  const full = cardExpiry(birth, issued);
  const stay = shiftDays(REFERENCE_DAY, draw.between(91, 1800));
  const expiry = has("foreign") && !dated && draw.chance(0.7) ? [full, stay].sort()[0]! : full;
  let certificates = issued;
  for (;;) {
    const renewal = birthdayAfter(birth, certificates, 5);
    if (renewal > REFERENCE_DAY || renewal >= expiry) break;
    certificates = renewal;
  }
  if (has("moved-in")) certificates = someDay(draw, certificates, [shiftDays(REFERENCE_DAY, -1), expiry].sort()[0]!);
  return { birth, card: { issued, expiry, certificates } };
}

/** Whether someone may have had a signature certificate made on a day: from the fifteenth birthday on. */
export function maySign(birth: string, day: string): boolean {
  return ageOn(birth, day) >= 15;
}
