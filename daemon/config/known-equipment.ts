import { BlockList } from "node:net";
import { z } from "zod";
import { addRange } from "./addresses.js";

const text = z.string().min(1, { error: "must not be empty" });

/** A counter terminal, by its address, by its client certificate, or by both, which then both must fit. */
const terminal = z
  .strictObject({
    /** As it appears in the audit log. */
    name: z.string().regex(/^[\x21-\x7e]{1,64}$/, { error: "1 to 64 printable ASCII characters without blanks" }),
    address: text
      .refine((value) => addRange(new BlockList(), value), { error: "an address or a CIDR range" })
      .optional(),
    certificateFingerprint: z
      .string()
      .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
      .transform((value) => value.replaceAll(":", "").toUpperCase())
      .optional(),
  })
  .refine(({ address, certificateFingerprint }) => address !== undefined || certificateFingerprint !== undefined, {
    error: "give address, certificateFingerprint or both",
  });

/** The equipment of the counters (R-OPS-07). An empty list knows everything. */
export const knownEquipment = z.strictObject({
  /** Terminals that operators log in from. */
  terminals: z.array(terminal).default([]),
  /** Readers that are used, each by a part of its name. */
  readers: z.array(text).default([]),
});

export type KnownEquipment = z.output<typeof knownEquipment>;
