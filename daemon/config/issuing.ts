import { z } from "zod";

const fingerprint = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
  .transform((value) => value.replaceAll(":", "").toUpperCase());

/**
 * The issuing server behind a business system, for the counter (窓口交付機能, R-SYS-17): HTTPS, each side known to the other by its
 * certificate. Ours is that of a terminal, another than the one that hands users over.
 */
export const issuing = z.strictObject({
  url: z.url({ protocol: /^https$/, error: "an https address" }),
  /** Authority of the server's certificate; the counter's certificate and key. */
  ca: z.string().min(1),
  cert: z.string().min(1),
  key: z.string().min(1),
  /** Certificates that the server may show, by SHA-256; several while one is being renewed. Empty: any of its authority. */
  pins: z.array(fingerprint).default([]),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
  /** Where the user's number stands in the application: the first record of the first file that can be read, unless told otherwise. */
  record: z.strictObject({ file: z.int().min(1).max(30), record: z.int().min(1).max(254) }).optional(),
});

export type IssuingConfig = z.output<typeof issuing>;
