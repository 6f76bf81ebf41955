import { z } from "zod";
import { pinChannels } from "../pin/effective-limit.js";
import type { StatusUse } from "../status/status-port.js";

const path = z.string().min(1, { error: "must not be empty" });
const names = z.array(z.string().min(1)).min(1, { error: "at least one" }).optional();
const fingerprint = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
  .transform((value) => value.replaceAll(":", "").toUpperCase());

const minutes = z.int().min(0).max(1_440, { error: "a day at most (A-04)" }).default(0);
const statusUses: readonly StatusUse[] = ["load", ...pinChannels];

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
  /** The CS tells of changes by itself: a question that it leaves open until there is one. */
  push: z
    .strictObject({
      enabled: z.boolean().default(true),
      waitSeconds: z.int().min(1).max(300).default(30),
      /** Before it is tried again after a failure. */
      retrySeconds: z.int().min(1).max(600).default(15),
    })
    .prefault({}),
  /** Minutes that a known state stands in for while the CS cannot be asked; 0: not at all. `load`: any write at a counter. */
  cachedMinutes: z
    .strictObject(Object.fromEntries(statusUses.map((use) => [use, minutes])) as Record<StatusUse, typeof minutes>)
    .prefault({}),
  /** Public keys (PEM) of those whose status files are taken from a medium; several while a key is being exchanged. */
  signers: z.array(path).default([]),
  /** Another edition of the list of recommended ciphers than the product's own (R-CRYPT-02). */
  cipherList: path.optional(),
  /** Less than all that the list has, by its names. */
  offer: z.strictObject({ ciphers: names, groups: names, signatures: names }).prefault({}),
});

type CsConfig = z.output<typeof csConfig>;

/** The section with every path made absolute. */
export function absoluteCs(config: CsConfig, at: (path: string) => string): CsConfig {
  const { ca, cert, key, signers, cipherList } = config;
  const files = { ca: at(ca), cert: at(cert), key: at(key), signers: signers.map(at) };
  return { ...config, ...files, ...(cipherList && { cipherList: at(cipherList) }) };
}
