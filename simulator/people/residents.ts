import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { isCardDate } from "#card/myna/calendar.js";
import { isIndividualNumber } from "#card/myna/verification-codes.js";
import { problemDetails, readYaml } from "#card/yaml/yaml-document.js";
import { peopleErrors } from "./errors.js";
import { residentBySeedName } from "./generated/generate.js";
import { isSeedName } from "./generated/traits.js";
import type { CardPins, Resident } from "./person.js";

/** Where the data files of the house lie: beside the sources, not in the compiled tree. */
export const PEOPLE_FOLDER = fileURLToPath(new URL("../../../simulator/people/", import.meta.url));

const day = z.string().refine(isCardDate, "a day as YYYYMMDD");

const pin = z.string().regex(/^\d{4}$/, "four digits");

/** A resident's file (`residents/NAME.yaml`). Digits are written in quotes, so that no zero is lost. */
export const residentFile = z.strictObject({
  id: z
    .string()
    .regex(
      /^([a-z][a-z0-9-]*|seed:[A-Za-z0-9._@+-]+)$/,
      "small letters, digits and hyphens, or seed: and a generated name",
    ),
  title: z.strictObject({ en: z.string().min(1), ja: z.string().min(1) }),
  name: z.string().min(1),
  alias: z.string().min(1).optional(),
  kana: z.string().min(1),
  address: z.string().min(1),
  birth: day,
  sex: z.enum(["1", "2", "9"]),
  individualNumber: z
    .string()
    .regex(/^99999/, "the range of test numbers, 99999…")
    .refine(isIndividualNumber, "12 digits with a correct check digit"),
  municipality: z.string().regex(/^\d{5}$/, "five digits"),
  serial: z.string().regex(/^\d{15}$/, "15 digits"),
  securityCode: pin,
  pins: z.strictObject({
    auth: pin,
    sign: z
      .string()
      .regex(/^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{6,16}$/, "6 to 16 of A-Z and 0-9, with a letter and a digit")
      .optional(),
    text: pin,
    juki: pin,
    common: pin,
  }),
  /** Characters that the signature certificate replaces, with their replacement. */
  substitutes: z.record(z.string(), z.string()).default({}),
  face: z.strictObject({
    hair: z.enum(["short", "long", "curly", "bob", "bun"]),
    shade: z.number().int().min(0).max(255),
  }),
  /** The card's own days and issuer, where they are not to follow from the clock and the municipality. */
  card: z
    .strictObject({
      issued: day,
      expiry: day,
      /** Issue of the certificates that are on it now. */
      certificates: day,
      /** Municipality that issued the card, of a holder who moved since. */
      issuer: z
        .string()
        .regex(/^\d{5}$/, "five digits")
        .optional(),
    })
    .optional(),
});

/** A resident with all that only a test knows: PINs, serial, how to draw the face. */
export interface TestResident extends Resident {
  readonly serial: string;
  readonly securityCode: string;
  readonly pins: CardPins;
  readonly substitutes: Readonly<Record<string, string>>;
  readonly face: z.infer<typeof residentFile>["face"];
  readonly card?: z.infer<typeof residentFile>["card"];
}

/** Reads one resident's file; `source` names it in errors. Throws `people.bad-file` with the place of every mistake. */
export function parseResident(text: string, source: string): TestResident {
  const { value, problems } = readYaml(text, residentFile);
  if (value === undefined) throw peopleErrors.error("bad-file", problemDetails(source, problems));
  const { alias, pins, ...rest } = value;
  return { ...rest, alias, pins: { ...pins, sign: pins.sign } };
}

/** The names of the residents that come with the house, in order. */
export function residentNames(folder = PEOPLE_FOLDER): readonly string[] {
  return readdirSync(`${folder}residents`)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/** A resident that comes with the house, or a generated one (`seed:NAME`). Throws `people.unknown`, `people.bad-file` and `people.bad-seed`. */
export function findResident(name: string, folder = PEOPLE_FOLDER): TestResident {
  if (isSeedName(name)) return residentBySeedName(name);
  if (!residentNames(folder).includes(name)) {
    throw peopleErrors.error("unknown", { name, known: residentNames(folder).join(" ") });
  }
  const path = `residents/${name}.yaml`;
  const resident = parseResident(readFileSync(`${folder}${path}`, "utf8"), path);
  if (resident.id !== name)
    throw peopleErrors.error("bad-file", { file: path, place: "id", problem: "not the file's name" });
  return resident;
}
