import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Config } from "../config/schema.js";
import { moveErrors } from "./ticket-errors.js";
import type { PublicKey } from "./ticket-port.js";

const MIN_MODULUS_OCTETS = 256;
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

const key = (use: "sig" | "enc", alg: "PS256" | "RSA-OAEP-256") =>
  // Strict: a file with a private part ("d") in it is somebody's mistake and is refused.
  z.strictObject({
    kty: z.literal("RSA"),
    n: base64url.refine((n) => Buffer.from(n, "base64url").length >= MIN_MODULUS_OCTETS),
    e: base64url,
    use: z.literal(use),
    alg: z.literal(alg),
    kid: z.string().min(1).max(100),
  });

const keySet = z.object({ keys: z.tuple([key("sig", "PS256"), key("enc", "RSA-OAEP-256")]) });

/** A municipality on another system, and the keys by which its tickets are known. */
export interface Partner {
  readonly code: string;
  /** Codes for whose cards it may issue tickets: its own and those it succeeded. */
  readonly homes: readonly string[];
  readonly signing: PublicKey;
  readonly encryption: PublicKey;
}

/** Reads the partners' keys when the daemon starts. Throws `move.bad-partner-keys` with the file. */
export async function readPartners(configured: Config["partners"]): Promise<readonly Partner[]> {
  return Promise.all(
    configured.map(async ({ code, keys: file, predecessors }) => {
      try {
        const { keys } = keySet.parse(JSON.parse(await readFile(file, "utf8")));
        return { code, homes: [code, ...predecessors], signing: keys[0], encryption: keys[1] };
      } catch (cause) {
        throw moveErrors.error("bad-partner-keys", { municipality: code, file }, { cause });
      }
    }),
  );
}
