import { scrypt, timingSafeEqual } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";

/** 2^15 × 8 × 128 octets = 32 MiB and about a tenth of a second a guess; kept in each hash, so it can be raised later. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const SALT = 16;
const LENGTH = 32;

function derive(password: string, salt: Uint8Array, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) =>
    // One character, one code: a password typed on another keyboard must not fail for its normal form.
    scrypt(password.normalize("NFKC"), salt, LENGTH, options, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

/** `scrypt$N$r$p$salt$hash` with base64url parts. */
export async function hashPassword(password: string, random: RandomSource): Promise<string> {
  const salt = random.bytes(SALT);
  const key = await derive(password, salt, COST);
  const parts = [salt, key].map((octets) => Buffer.from(octets).toString("base64url"));
  return ["scrypt", COST.N, COST.r, COST.p, ...parts].join("$");
}

/** Compares in constant time. Without a stored hash the same work is done and the answer is no, so that time does not tell. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = "", hash = ""] = (stored ?? "").split("$");
  const cost = stored === undefined ? COST : { N: Number(N), r: Number(r), p: Number(p) };
  const key = await derive(password, Buffer.from(salt || "no such operator", "base64url"), cost);
  const expected = Buffer.from(hash, "base64url");
  return expected.length === key.length && timingSafeEqual(key, expected);
}
