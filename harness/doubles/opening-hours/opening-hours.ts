/**
 * When a service is open, in Japan's time whatever the host's zone is (R-KIOSK-05, R-KIOSK-06, X-26). The rule of the day comes before the
 * rule of the hour: a closed day is closed at noon. Nothing here knows of weekends or holidays: they are days like others (R-KIOSK-08).
 */

/** Minutes from midnight; an end of 1440 is midnight. Half-open: `until` is closed already. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

/** A closure from one day to another, both closed. `year` absent: every year, and the closure may run over New Year. */
export interface Closure {
  readonly from: MonthDay;
  readonly to: MonthDay;
  readonly year?: number | undefined;
  readonly name: { readonly ja: string; readonly en: string };
}

/** Month 1 to 12 and day 1 to 31 as one number: `1229` is 29 December. */
export type MonthDay = number;

export interface Calendar {
  readonly id: string;
  readonly name: { readonly ja: string; readonly en: string };
  readonly hours: Hours;
  readonly closures: readonly Closure[];
  /** Narrower or other hours of single kinds of certificates. */
  readonly kinds: Readonly<Record<string, Hours>>;
}

export type Verdict =
  | { readonly open: true }
  | { readonly open: false; readonly why: "day"; readonly closure: Closure }
  | { readonly open: false; readonly why: "hour"; readonly hours: Hours };

const JAPAN = 9 * 3_600_000;
const DAY_MINUTES = 1_440;

/** The day and the minute in Japan, which has had one offset and no summer time since 1951. */
function inJapan(moment: number): { readonly year: number; readonly day: MonthDay; readonly minute: number } {
  const date = new Date(moment + JAPAN);
  return {
    year: date.getUTCFullYear(),
    day: (date.getUTCMonth() + 1) * 100 + date.getUTCDate(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
  };
}

function covers({ from, to, year: first }: Closure, year: number, day: MonthDay): boolean {
  if (from <= to) return (first === undefined || year === first) && day >= from && day <= to;
  // Over New Year: `year` is the one it begins in.
  if (day >= from) return first === undefined || year === first;
  return day <= to && (first === undefined || year === first + 1);
}

/** Whether the calendar is open at a moment (milliseconds since 1970 UTC), for one kind of certificate or for the service as a whole. */
export function judge(calendar: Calendar, moment: number, kind?: string): Verdict {
  const { year, day, minute } = inJapan(moment);
  const closure = calendar.closures.find((one) => covers(one, year, day));
  if (closure !== undefined) return { open: false, why: "day", closure };
  const hours = (kind === undefined ? undefined : calendar.kinds[kind]) ?? calendar.hours;
  return minute >= hours.from && minute < hours.until ? { open: true } : { open: false, why: "hour", hours };
}

/** `06:30` of 390. */
export const clockTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** 390 of `06:30`; `24:00` is the end of the day. Undefined for what is no time. */
export function minutesOf(text: string): number | undefined {
  const [, hours = "", minutes = ""] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return hours !== "" && Number(minutes) < 60 && total <= DAY_MINUTES ? total : undefined;
}
