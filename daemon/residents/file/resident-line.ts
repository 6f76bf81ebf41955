import { z } from "zod";
import type { ResidentCore } from "../../store/records.js";
import { importErrors } from "../resident-errors.js";
import type { ResidentItem } from "../resident-items.js";
import { holdsIndividualNumber, isIndividualNumberField } from "./individual-number.js";

/** What a line of a resident file says: this resident is so from now on, or is taken out. */
export interface ResidentChange extends ResidentCore {
  readonly change: "put" | "remove";
  readonly movedOut?: string;
  /** Why the resident is gone; only with `movedOut`. */
  readonly leaving?: "moved" | "died";
  /** Added items by name (R-TUNE-04). */
  readonly items: Readonly<Record<string, string>>;
}

export type LineReader = (value: unknown, line: number) => ResidentChange;

/** Text without control characters and without halves of surrogate pairs. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: "control character" });

const id = z.string().regex(/^[\x21-\x7e]{1,64}$/);

const core = {
  residentId: id,
  name: text(200),
  kana: text(200),
  address: text(200),
  birth: z.iso.date(),
  sex: z.string().regex(/^[0129]$/, { error: "0, 1, 2 or 9 (ISO/IEC 5218)" }),
  /** Day from which the resident is not one of the municipality's any more (R-JUKI-08). */
  movedOut: z.iso.date().optional(),
  leaving: z.enum(["moved", "died"]).optional(),
  change: z.literal("put").optional(),
};

/** What of the core is told of a person; the rest is this system's own business. */
export const personFields = ["name", "kana", "address", "birth", "sex"] as const;

/** Names that an added item cannot have: the core's, and those that every object answers to without having them. */
export const coreFields: readonly string[] = [
  ...Object.keys(core),
  ...["municipality", "sequence", "items", "cardId"],
  ...Object.getOwnPropertyNames(Object.prototype),
];

/** In a full file there is nothing to take out: who is not in it is not there (decision 0020). */
const removal = z.strictObject({ residentId: id, change: z.literal("remove") });

const itemTypes = {
  text: (item: ResidentItem) => text(item.maxLength),
  date: () => z.iso.date(),
  number: () => z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/, { error: "a number" }),
} as const;

function schemaOf(items: readonly ResidentItem[]) {
  const added = Object.fromEntries(
    items.map((item) => {
      const type: z.ZodType = itemTypes[item.type](item);
      return [item.name, item.required ? type : type.optional()];
    }),
  );
  return z.strictObject({ ...core, ...added });
}

/** The reader of a municipality's lines, whatever their layout. Throws `import.bad-line`, `import.individual-number`; never with a value. */
export function lineReader(items: readonly ResidentItem[], kind: "full" | "difference"): LineReader {
  const schema = schemaOf(items);
  const names = items.map(({ name }) => name);
  return (value, line) => {
    if (typeof value === "object" && value !== null) {
      for (const field in value) {
        if (isIndividualNumberField(field) || holdsIndividualNumber((value as Record<string, unknown>)[field])) {
          // The field's name is not told either when it is not one of ours: it may be anything.
          throw importErrors.error("individual-number", { line });
        }
      }
    }
    const removes = (value as { change?: unknown } | null | undefined)?.change === "remove";
    const parsed = removes && kind === "difference" ? removal.safeParse(value) : schema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const field = issue.code === "unrecognized_keys" ? "unknown field" : issue.path.join(".");
      throw importErrors.error("bad-line", { line, field: value === undefined ? "not JSON" : field });
    }
    if (removes) return { ...REMOVED, residentId: parsed.data.residentId as string };
    const { change: _, ...rest } = parsed.data as Record<string, string | undefined>;
    if (rest["leaving"] !== undefined && rest["movedOut"] === undefined) {
      throw importErrors.error("bad-line", { line, field: "leaving" });
    }
    const own: Record<string, string> = {};
    for (const name of names) {
      const item = rest[name];
      if (item !== undefined) own[name] = item;
      delete rest[name];
    }
    return { ...rest, change: "put", items: own } as unknown as ResidentChange;
  };
}

const REMOVED = { change: "remove", name: "", kana: "", address: "", birth: "", sex: "", items: {} } as const;
