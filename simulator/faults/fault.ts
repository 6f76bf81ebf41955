import { z } from "zod";
import { isMissing, issueWords } from "#card/yaml/issue-words.js";
import { faultErrors } from "./errors.js";
import { TIMES_WORDS, triggerFields } from "./trigger.js";

/** Longest response APDU: 65,536 octets and the status word. */
const MAX_RESPONSE = 65_538;

const octets = (least: number, [en, ja]: readonly [string, string] = ["octets", "オクテット列"]) =>
  z
    .string()
    .regex(/^([0-9A-F]{2})+$/, `${en} in upper-case hexadecimal · ${ja}を大文字の16進数で指定してください`)
    .min(2 * least)
    .max(2 * MAX_RESPONSE);
const residue = z
  .int()
  .min(0)
  .max(255)
  .optional()
  .meta({ description: "What the octet that was being written holds afterwards; its old value without it." });
const bit = z.int().min(0).max(7).default(0).meta({ description: "Bit that is flipped, 0 the lowest." });

const when = (first: "before" | "after", meaning: string) =>
  z
    .enum(["before", "after"])
    .default(first)
    .meta({ description: `Before the card has seen the command, or after it has acted: ${meaning}` });

function kind<N extends string, S extends z.ZodRawShape>(name: N, description: string, fields: S) {
  return z.strictObject({ kind: z.literal(name), ...fields, ...triggerFields }).meta({ description });
}

const atrTrigger = {
  nth: z.int().min(1).default(1).meta({ description: "The n-th power-on or reset from now." }),
  times: z
    .union([z.int().min(1), z.literal("always")], { error: TIMES_WORDS })
    .default("always")
    .meta({ description: "How many resets it lasts." }),
} as const;

/** Faults at an APDU, in the fault language of the house. */
export const apduFaults = [
  kind("silence", "No answer comes: the reader runs into its deadline.", {
    when: when("after", "the card is in the new state, and nobody knows."),
  }),
  kind("mute", "The card acts, does not answer, and gives no ATR and no answer ever after.", {}),
  kind("delay", "The answer comes later, by the clock.", { ms: z.int().min(1).max(86_400_000) }),
  kind("wrong-sw", "The card answers this status word.", {
    sw: z
      .string()
      .regex(
        /^[0-9A-F]{4}$/,
        "a status word in upper-case hexadecimal · ステータスワードを大文字の16進数4桁で指定してください",
      ),
    when: when("before", "its answer keeps its data."),
  }),
  kind(
    "wrong-mac",
    "One bit of the MAC in the answer to a secured command is flipped. Counts only answers that have data.",
    {
      bit,
    },
  ),
  kind(
    "wrong-cryptogram",
    "One bit of the card's cryptogram is flipped: in INITIALIZE UPDATE, or in the answer to a mutual authentication. Counts only such answers.",
    { bit },
  ),
  kind(
    "truncate",
    "Only the first octets of the answer arrive; the cut may lie inside the status word. With 0 an empty answer comes at once.",
    {
      length: z.int().min(0).max(MAX_RESPONSE),
    },
  ),
  kind("extra", "Octets that nobody asked for come with the answer.", {
    octets: octets(1),
    where: z
      .enum(["front", "before-sw", "end"])
      .default("end")
      .meta({ description: "In front of the answer, between its data and its status word, or at its end." }),
  }),
  kind("garbage", "Random octets come instead of the answer, always the same for one seed.", {
    length: z.int().min(1).max(MAX_RESPONSE).default(32),
    seed: z.string().default("garbage"),
    when: when("before", "the card is in the new state."),
  }),
  kind("pull", "The card is taken out of the reader.", {
    when: when("before", "it is in the new state, and its answer is lost."),
  }),
  kind("tear", "The card loses its power around or inside the command.", {
    when: z
      .enum(["before", "after", "writing"])
      .default("before")
      .meta({ description: "Before the card has seen the command, after it acted, or while it writes its memory." }),
    octet: z
      .int()
      .min(0)
      .default(0)
      .meta({ description: "With `writing`: octets of memory that are still written before the power fails." }),
    residue,
  }),
  kind("swap", "Another card lies in the reader from this command on, in the state that power-on gives.", {
    card: z.string().min(1).meta({ description: "Name of the other card." }),
    noticed: z
      .boolean()
      .default(false)
      .meta({ description: "Whether the reader sees that a card was taken out; otherwise it works on unawares." }),
  }),
] as const;

/** Faults that strike at no APDU: at power-on, or somewhere in the writes to come. */
export const otherFaults = [
  z.strictObject({ kind: z.literal("mute-atr"), ...atrTrigger }).meta({ description: "The card gives no ATR." }),
  z
    .strictObject({ kind: z.literal("wrong-atr"), atr: octets(2, ["an ATR", "ATR"]), ...atrTrigger })
    .meta({ description: "The card gives another ATR." }),
  z.strictObject({ kind: z.literal("tear-at-write"), octet: z.int().min(0), residue }).meta({
    description: "The power fails when this many more octets of memory have been written, over all commands.",
  }),
] as const;

const allFaults = [...apduFaults, ...otherFaults] as const;
const kinds = allFaults.map(({ shape }) => shape.kind.value).join(", ");

/** Everything that can go wrong between a card and its reader, as data. */
export const faultSchema = z
  .discriminatedUnion("kind", allFaults, {
    error: `kind: one of ${kinds} · 障害の種類（kind）はこのいずれかを指定してください`,
  })
  .meta({ description: "A fault, as data." });

/** A fault as it was checked, all its fields there. */
export type Fault = z.output<typeof faultSchema>;
/** A fault as people write it. */
export type FaultInput = z.input<typeof faultSchema>;
export type FaultKind = Fault["kind"];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** Checks a fault from outside. Throws `fault.bad-fault` with the place and what is wrong there. */
export function parseFault(input: unknown): Fault {
  const { success, data, error } = faultSchema.safeParse(input);
  if (success) return data;
  const [issue] = error.issues;
  throw faultErrors.error("bad-fault", {
    place: issue?.path.join(".") ?? "",
    problem: issue === undefined ? "" : issueWords(issue, isMissing(input, issue.path)),
  });
}
