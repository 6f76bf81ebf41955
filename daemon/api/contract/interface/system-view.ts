import { z } from "zod";
import { fieldName, userNumber } from "../hand-over-message.js";
import { count, sensitive, systemId } from "../shapes.js";
import { interfaceName } from "./version.js";

/** What kind of business system it is: a municipality's own, or one of those of the guide's II.4. */
export const systemRole = z.enum(["own", "issuing", "library"]);

/** What a business system says of itself: `GET /interface`. */
export const systemDescription = z.strictObject({
  interface: z.literal(interfaceName),
  versions: z
    .array(z.string().regex(/^\d+\.\d+$/))
    .min(1)
    .meta({ description: "Versions of the interface that it takes.", examples: [["1.0"]] }),
  system: systemId.meta({ description: "The id under which the municipality's configuration knows it." }),
  role: systemRole,
  fields: z.array(fieldName).meta({
    description: "The resident data that it needs: it is told these at most, and refuses every other one.",
    examples: [["name", "address"]],
  }),
});

/** What a business system knows of a user: `GET /users/{number}`. */
export const userState = z.strictObject({
  number: userNumber,
  sequence: count.meta({ description: "Of the last message that it took." }),
  registered: z.boolean(),
  ended: z.boolean().meta({ description: "No resident any more." }),
  stopped: z.boolean().meta({ description: "A stopped user is not served." }),
  fields: z.record(fieldName, sensitive(z.string(), "personal")).meta({ description: "As it was told them last." }),
});

/** Why a message was not taken. */
export const refusalReason = z.enum([
  "not-the-counter",
  "malformed",
  "undeclared-field",
  "out-of-order",
  "id-used",
  "too-large",
  "no-such-user",
  "refused",
  "not-found",
]);

/** Body of every answer of 400 and above. */
export const refusal = z.strictObject({
  code: refusalReason,
  place: z.string().optional().meta({ description: "Where in the message, for `malformed` and `undeclared-field`." }),
});

export type SystemRole = z.infer<typeof systemRole>;
export type SystemDescription = z.infer<typeof systemDescription>;
export type UserState = z.infer<typeof userState>;
export type Refusal = z.infer<typeof refusal>;
