import { z } from "zod";

/** How a field that must not be logged as it is appears in logs and evidence. */
export type Sensitivity =
  /** A PIN, a password: never shown, not even its length. */
  | "secret"
  /** Personal data: only its size is shown. */
  | "personal"
  /** A command APDU: header and size are shown, data are not (R-LOG-08). */
  | "command"
  /** A response APDU: status word and size are shown, data are not. */
  | "response";

/** Marks a field; the redacted log form and the reference page read the mark. */
export function sensitive<T extends z.ZodType>(schema: T, sensitivity: Sensitivity): T {
  return schema.meta({ sensitive: sensitivity }) as T;
}

const id = (what: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\x21-\x7e]+$/, `${what}: printable ASCII without blanks`);

/** Five-digit municipality code (全国地方公共団体コード without its check digit). */
export const municipalityCode = z.string().regex(/^\d{5}$/, "five digits, without the check digit");
export const operatorId = id("operator id");
export const systemId = id("system id");
export const serviceId = id("service id");
export const residentId = id("resident id");
export const readerId = z.string().min(1).max(256);
/** Octets as hexadecimal digits; the server answers in upper case. */
export const hex = z.string().regex(/^([0-9A-Fa-f]{2})*$/, "hexadecimal octets");
export const aid = z.string().regex(/^([0-9A-Fa-f]{2}){5,16}$/, "5 to 16 hexadecimal octets");
export const cardId = z.string().regex(/^([0-9A-F]{2})+$/, "upper-case hexadecimal octets");
export const correlationId = z.string().min(1).max(64);
/** A moment as ISO 8601 in UTC. */
export const moment = z.iso.datetime();
export const bilingual = z.object({ en: z.string(), ja: z.string() });
export const count = z.int().nonnegative();

/** Octets of the regional area: promised, taken, free; and what the card's volatile memory (RAM) has left for further applications. */
export const memory = z.object({ quota: count, used: count, free: count, volatile: z.object({ free: count }) });

/** The regional area as it stands on a card. */
export const area = z.object({
  municipality: municipalityCode,
  /** Who set the area, when another municipality has taken it over since. */
  setUnder: municipalityCode.optional(),
  keyId: z.string(),
  generation: count,
  setBy: z.string(),
});

export const nothing = z.object({});
