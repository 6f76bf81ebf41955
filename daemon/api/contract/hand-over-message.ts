import { z } from "zod";
import { interfaceVersion } from "./interface/version.js";
import { sensitive, serviceId } from "./shapes.js";

export const handOverKind = z.enum(["registered", "changed", "ended", "stopped", "lifted", "withdrawn"]);

/** Names of resident data as they are declared: `name`, `kana`, `address`, `birth`, `sex`, or those of added items (R-TUNE-04). */
export const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: "the name of a resident's field" });

/** The number by which a system, and it alone, knows a user. */
export const userNumber = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, "user number: printable ASCII without blanks")
  .meta({ description: "The user's number with this system alone.", examples: ["7A1F00C9D2E4B586"] });

const common = {
  interface: z.literal(interfaceVersion).meta({ description: "Version of the interface that the message is of." }),
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .meta({ description: "The same at every attempt." }),
  service: serviceId,
  number: userNumber,
  sequence: z.int().positive().meta({ description: "1, 2, 3 … for each number; a gap is a message that was refused." }),
  date: z.iso.date().meta({ description: "Day in Japan." }),
} as const;

const carrying = z.strictObject({
  ...common,
  kind: z.enum(["registered", "changed"]).meta({
    description: "A later `changed` after `ended` says that the user is a resident again.",
  }),
  fields: z
    .record(fieldName, sensitive(z.string().max(4_096), "personal"))
    .optional()
    .meta({ description: "The declared fields, all of them that the resident has; they replace those told before." }),
});

const bare = z.strictObject({
  ...common,
  kind: z.enum(["ended", "stopped", "lifted", "withdrawn"]).meta({
    description:
      "`ended`: the user is no resident any more, by an import; the use stands until the counter ends it. `withdrawn`: the use has ended.",
  }),
});

/** A hand-over message, in one shape for whoever reads it: `fields` is there with `registered` and `changed` alone. */
export interface HandOverMessage {
  readonly interface: typeof interfaceVersion;
  readonly id: string;
  readonly service: string;
  readonly number: string;
  readonly sequence: number;
  readonly kind: z.infer<typeof handOverKind>;
  readonly date: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/**
 * What a business system is sent: `POST <url>` with this as JSON (docs/reference/interface). Ours (docs/assumptions.md): the guide says only
 * that it is online (R-IF-05). There is nothing in it by which two systems could find out that they speak of the same person, but for what
 * both declared (R-PRIV-10): no card, no user id, no moment but the day.
 */
export const handOverMessage = z.discriminatedUnion("kind", [carrying, bare]) as z.ZodType<HandOverMessage>;
