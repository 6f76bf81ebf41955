import { z } from "zod";

const text = z.strictObject({ ja: z.string(), en: z.string() });
const hex = z.string().regex(/^([0-9A-F]{2})*$/);

const common = {
  /** Grows by one with each entry of one desk; a gap means that entries were let go. */
  seq: z.int().min(1).meta({ description: "grows by one with each entry; a gap means that entries were let go" }),
  at: z.iso.datetime({ precision: 6 }).meta({ description: "when it began, by the desk's clock, UTC" }),
  card: z.string(),
  reader: z.string().optional().meta({ description: "where the card lay" }),
} as const;

const kind = <N extends string, S extends z.ZodRawShape>(type: N, description: string, fields: S) =>
  z.strictObject({ type: z.literal(type), ...common, ...fields }).meta({ description });

/** One thing that happened at a card, as every form of the trace takes it. Secrets and personal data never got in (R-LOG-06). */
export const traceEntry = z
  .discriminatedUnion("type", [
    kind("inserted", "The card was put into the reader.", { contactless: z.boolean() }),
    kind("removed", "The card left the reader.", {
      reason: z
        .enum(["removed", "pulled", "power-lost", "defect"])
        .meta({ description: "by the desk; by a fault; its power failed in a command; an error inside the card" }),
    }),
    kind("power-on", "The reader powered the card.", { atr: hex }),
    kind("reset", "The reader reset the card.", { atr: hex }),
    kind("power-off", "The reader took the power away.", {}),
    kind("exchange", "A command and its answer.", {
      command: z.string().meta({
        description: "hexadecimal; PINs are [secret], keys [n octets, secret]: never captured, not removed later",
      }),
      response: z
        .string()
        .meta({ description: "hexadecimal; the holder's data are [n octets, personal]; empty when no answer came" }),
      name: z.string().meta({ description: "the command's name in its standard" }),
      detail: text.meta({ description: "what the command is about: application, file, key, block" }),
      outcome: text.meta({ description: "what the answer says" }),
      writes: z.boolean().meta({ description: "whether the command may change what the card keeps" }),
      durationMs: z.number().min(0).meta({ description: "from the command to the answer, by the desk's clock" }),
      fault: z.literal(true).optional().meta({ description: "an armed fault struck in this exchange" }),
    }),
  ])
  .meta({ description: "One entry of a trace: one line of its JSON form." });

export type TraceEntry = z.infer<typeof traceEntry>;
export type ExchangeEntry = Extract<TraceEntry, { readonly type: "exchange" }>;

/** An entry without what the log itself gives it. */
export type TraceDraft = TraceEntry extends infer E ? (E extends unknown ? Omit<E, "seq"> : never) : never;

/** A moment of a clock (milliseconds, fractions too) as ISO 8601 in UTC with microseconds. */
export function isoMicros(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.floor((ms - whole) * 1000);
  return new Date(whole).toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
}

/** Microseconds since 1970 of a moment that `isoMicros` wrote. */
export function microsOf(at: string): bigint {
  return BigInt(Date.parse(`${at.slice(0, 23)}Z`)) * 1000n + BigInt(at.slice(23, 26));
}
