import { z } from "zod";

const micros = (description: string) => z.number().min(0).max(60_000_000).meta({ description });
const rate = (description: string) => z.number().min(1).max(10_000).meta({ description });

/** How long a vendor's card takes. No vendor's figures are public: all of them are assumed (R-ACT-07). */
export const timingFacts = z
  .strictObject({
    assumed: z.literal(true).meta({ description: "No vendor's figures are public." }),
    command: micros("Microseconds that each command takes before anything else."),
    contactRate: rate("Kilobit a second over contacts (T=1: 12 bits an octet)."),
    contactlessRate: z.union([106, 212, 424, 848].map((value) => z.literal(value))).meta({
      description: "Kilobit a second over the air (ISO/IEC 14443-3: 106, 212, 424 or 848; 10 bits an octet).",
    }),
    writtenOctet: micros("Microseconds for each octet of memory that is written."),
    rsa: micros("Microseconds for a private operation of RSA-2048."),
    cipherBlock: micros("Microseconds for each 16 octets that pass through secure messaging."),
  })
  .meta({ description: "Time that the card takes, where it is asked to (--timing)." });

export type Timing = z.output<typeof timingFacts>;

/** What a card takes whose profile says nothing: of the size that smart cards of the 2010s have. */
export const ASSUMED_TIMING: Timing = {
  assumed: true,
  command: 1_500,
  contactRate: 115,
  contactlessRate: 106,
  writtenOctet: 60,
  rsa: 350_000,
  cipherBlock: 150,
};
