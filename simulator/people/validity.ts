import type { Clock } from "#card/ports/clock.js";

const JAPAN = 9 * 3_600_000;

/** The day in Japan, `YYYYMMDD`. */
export function dayInJapan(clock: Clock): string {
  return new Date(clock.now() + JAPAN).toISOString().slice(0, 10).replaceAll("-", "");
}

/** Cards are taken to be issued on the last 1 April: so the same certificates come out for a whole fiscal year. */
export function issueDay(today: string): string {
  const year = Number(today.slice(0, 4));
  return `${today.slice(4) >= "0401" ? year : year - 1}0401`;
}

/** The n-th birthday after a day; who was born on 29 February has it on the 28th in other years. */
export function birthdayAfter(birth: string, day: string, n: number): string {
  const monthDay = birth.slice(4);
  const year = Number(day.slice(0, 4)) + n - (monthDay > day.slice(4) ? 1 : 0);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return `${year}${monthDay === "0229" && !leap ? "0228" : monthDay}`;
}

/** Full years of age on a day. */
export function ageOn(birth: string, day: string): number {
  return Number(day.slice(0, 4)) - Number(birth.slice(0, 4)) - (birth.slice(4) > day.slice(4) ? 1 : 0);
}

/** 有効期限 of the card: the tenth birthday after issue, the fifth for minors: those under 18, until 31 March 2022 those under 20 (個人番号カード省令). */
export function cardExpiry(birth: string, issued: string): string {
  return birthdayAfter(birth, issued, ageOn(birth, issued) >= (issued < "20220401" ? 20 : 18) ? 10 : 5);
}

/** 有効期限 of a 住基カード: ten years after issue, whatever the holder's age. */
export function jukiCardExpiry(issued: string): string {
  return birthdayAfter(issued, issued, 10);
}

/** A moment of a day in Japan: its first second, or its last. */
export function momentInJapan(day: string, at: "start" | "end"): Date {
  const time = at === "start" ? "00:00:00" : "23:59:59";
  return new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time}+09:00`);
}
