import { z } from "zod";

const path = z.string().min(1, { error: "must not be empty" });
const names = z.array(z.string().min(1)).min(1, { error: "at least one" }).optional();
const fingerprint = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
  .transform((value) => value.replaceAll(":", "").toUpperCase());

/** The link to the Juki-net CS, which tells the operation status of cards (カード運用状態). */
export const csConfig = z.strictObject({
  url: z.url({ protocol: /^https$/, error: "an https address" }),
  /** Authority of the CS's certificate; our own certificate and key. */
  ca: path,
  cert: path,
  key: path,
  /** Certificates that the CS may show, by SHA-256; several while one is being renewed. Empty: any of its authority. */
  pins: z.array(fingerprint).default([]),
  timeoutMs: z.int().min(100).max(60_000).default(5_000),
  /** Another edition of the list of recommended ciphers than the product's own (R-CRYPT-02). */
  cipherList: path.optional(),
  /** Less than all that the list has, by its names. */
  offer: z.strictObject({ ciphers: names, groups: names, signatures: names }).prefault({}),
});

type CsConfig = z.output<typeof csConfig>;

/** The section with every path made absolute. */
export function absoluteCs(config: CsConfig, at: (path: string) => string): CsConfig {
  const { ca, cert, key, cipherList } = config;
  return { ...config, ca: at(ca), cert: at(cert), key: at(key), ...(cipherList && { cipherList: at(cipherList) }) };
}
