import { checkPrime, createPrivateKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { type RandomSource, seededRandom } from "#card/ports/random.js";

const isPrime = promisify(checkPrime) as (candidate: bigint) => Promise<boolean>;

const EXPONENT = 65_537n;
const PRIME_OCTETS = 128;
/** Odd numbers looked at from one starting point, before another is drawn. */
const WINDOW = 4_096;

function smallPrimes(below: number): number[] {
  const composite = new Uint8Array(below);
  const primes: number[] = [];
  for (let n = 3; n < below; n += 2) {
    if (composite[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < below; multiple += 2 * n) composite[multiple] = 1;
  }
  return primes;
}

const SMALL_PRIMES = smallPrimes(8_192);

/** Numbers `start`, `start` + 2, … that no small prime divides. */
function* candidates(start: bigint): Generator<bigint> {
  const divisible = new Uint8Array(WINDOW);
  for (const prime of SMALL_PRIMES) {
    const rest = Number(start % BigInt(prime));
    // The least k with start + 2k divisible: 2k = -rest modulo an odd prime.
    const wanted = (prime - rest) % prime;
    for (let k = (wanted % 2 === 0 ? wanted : wanted + prime) / 2; k < WINDOW; k += prime) divisible[k] = 1;
  }
  for (let k = 0; k < WINDOW; k++) if (divisible[k] === 0) yield start + BigInt(2 * k);
}

/** The first prime of 1024 bits in a stream, its two highest bits set, so that two of them make 2048 bits. */
async function primeFrom(random: RandomSource): Promise<bigint> {
  for (;;) {
    const octets = Uint8Array.from(random.bytes(PRIME_OCTETS));
    octets[0]! |= 0xc0;
    octets[PRIME_OCTETS - 1]! |= 1;
    for (const candidate of candidates(BigInt(`0x${Buffer.from(octets).toString("hex")}`))) {
      if (candidate % EXPONENT !== 1n && (await isPrime(candidate))) return candidate;
    }
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next, a, b] = [modulus, value % modulus, 0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next, a, b] = [next, rest - quotient * next, b, a - quotient * b];
  }
  return ((a % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex").toString("base64url");
}

/**
 * The RSA-2048 key that belongs to a seed: the same one on every machine. Who knows the seed has the key: for test equipment only.
 * OpenSSL tests the primes; the search around it is ours, because its own generator takes no seed.
 */
export async function seededRsaKey(seed: string): Promise<KeyObject> {
  const random = seededRandom(`madoguchi test key/${seed}`);
  const [first, second] = [await primeFrom(random), await primeFrom(random)];
  const [p, q] = first > second ? [first, second] : [second, first];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const key = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(key).map(([name, value]) => [name, base64url(value)]));
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
}
