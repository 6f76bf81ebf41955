import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../scenario/package-root.js";
import { checkYaml, readText } from "../../scenario/read-yaml.js";
import { type Calendar, minutesOf } from "./opening-hours.js";

const text = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const time = z.string().refine((value) => minutesOf(value) !== undefined, { error: "a time as 06:30, or 24:00" });
const hours = z
  .strictObject({ from: time, until: time })
  .transform(({ from, until }) => ({ from: minutesOf(from) ?? 0, until: minutesOf(until) ?? 0 }))
  .refine(({ from, until }) => from < until, { error: "from must be before until" });

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const monthDay = z
  .string()
  .regex(/^\d{2}-\d{2}$/)
  .transform((value) => Number(value.replace("-", "")))
  .refine((value) => value % 100 >= 1 && value % 100 <= (DAYS[Math.floor(value / 100) - 1] ?? 0), {
    error: "a day as 12-29",
  });

/** A calendar file: when a service is open. Ours (A-01, A-02: the guide gives the hours but no dates). */
export const calendarFile = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: text,
  hours,
  closures: z
    .array(
      z.strictObject({
        from: monthDay,
        to: monthDay,
        year: z.int().min(2000).max(2999).optional(),
        name: text,
      }),
    )
    .default([]),
  kinds: z.record(z.string(), hours).default({}),
});

/** Throws `scenario.*` naming file, line and column. */
export function parseCalendar(yaml: string, file: string): Calendar {
  const { value, problems } = checkYaml(yaml, file, calendarFile);
  if (value === undefined) throw problems[0];
  return value;
}

/** Reads a calendar of the house by its name (`convenience`, `machine`, `office`), or one from a file that ends in `.yaml`. */
export function readCalendar(nameOrFile: string): Calendar {
  const file = nameOrFile.endsWith(".yaml")
    ? nameOrFile
    : join(packageRoot, "harness", "doubles", "opening-hours", `${nameOrFile}.yaml`);
  return parseCalendar(readText(file), file);
}
