import { z } from "zod";
import { sensitive, serviceId } from "./shapes.js";

export const handOverKind = z.enum(["registered", "changed", "ended", "stopped", "lifted", "withdrawn"]);

/**
 * What a business system is sent: `POST <url>` with this as JSON, answered with 200, 201 or 204 when it is taken (or was before),
 * 409 or 422 when the system will not have it. Ours (docs/assumptions.md): the guide says only that it is online (R-IF-05).
 * There is nothing in it by which two systems could find out that they speak of the same person, but for what both declared (R-PRIV-10):
 * no card, no user id, no moment but the day.
 */
export const handOverMessage = z
  .object({
    /** The same at every attempt. */
    id: z.string().meta({ description: "The same at every attempt." }),
    service: serviceId,
    number: z.string().meta({ description: "The user's number with this system alone." }),
    sequence: z
      .int()
      .positive()
      .meta({ description: "1, 2, 3 … for each number; a gap is a message that was refused." }),
    kind: handOverKind.meta({
      description:
        "`ended`: the user is no resident any more, by an import; the use stands until the counter ends it. A later `changed` says that the user is one again.",
    }),
    date: z.iso.date().meta({ description: "Day in Japan." }),
    fields: z
      .record(z.string(), sensitive(z.string(), "personal"))
      .optional()
      .meta({ description: "The declared fields, with `registered` and `changed`." }),
  })
  .readonly();

export type HandOverMessage = z.infer<typeof handOverMessage>;
