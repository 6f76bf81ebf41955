import { z } from "zod";

/** The application on a municipality's operator cards (操作者識別カード) and the key that they share with this system (R-OPR-05). */
export const operatorCard = z.strictObject({
  aid: z
    .string({ error: "an AID in quotes" })
    .regex(/^([0-9A-Fa-f]{2}){5,16}$/, { error: "5 to 16 hexadecimal octets" })
    .transform((value) => value.toUpperCase()),
  keyVersion: z.int().min(1).max(127).default(1),
  keyFile: z.string().min(1, { error: "must not be empty" }),
});
