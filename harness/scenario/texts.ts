import { z } from "zod";

/** A text for people, in both languages of the house. */
export const bilingual = z
  .strictObject({ ja: z.string().min(1), en: z.string().min(1) })
  .meta({ description: "A text in Japanese and English." });

export type Bilingual = z.infer<typeof bilingual>;

/** A requirement id as the catalogue has it. That it exists is checked after the shape. */
export const requirementId = z
  .string()
  .regex(/^(R-[A-Z]+-\d{2}|X-\d{2}|A-\d{2})$/, "a requirement id looks like R-AP-08")
  .meta({ description: "Id of a requirement (R-…), an interaction (X-…) or a decision on an open point (A-…)." });

/** A name that steps use for something the fixtures declare. */
export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "a name has lower-case letters, digits and hyphens");

/** A test resident: one of the house, or a generated one. Short enough to stand in a resident id of the resident file. */
export const personName = z
  .string()
  .regex(
    /^([a-z][a-z0-9-]*|seed:[A-Za-z0-9][A-Za-z0-9._@+-]{0,56})$/,
    "a resident's name, or seed: and a name of at most 57 characters",
  );

/** Five-digit municipality code, without its check digit. */
export const municipalityCode = z.string().regex(/^\d{5}$/, "a municipality code has five digits, in quotes");
