import { createCipheriv, createDecipheriv } from "node:crypto";

/** One call of AES: mode, direction and how many octets go through it. */
export interface AesCall {
  readonly mode: "ecb" | "cbc";
  readonly decrypts?: true;
  readonly octets: number;
}

const BLOCK = 16;
const KEY = new Uint8Array(16).fill(0x40);
const ZERO = new Uint8Array(BLOCK);

const blocks = (octets: number): number => Math.max(1, Math.ceil(octets / BLOCK)) * BLOCK;
const cbc = (octets: number): AesCall => ({ mode: "cbc", octets });
/** A CMAC over a message: the cipher-block chain over its padded blocks (NIST SP 800-38B, 6.2). */
const mac = (octets: number): AesCall => cbc(blocks(octets));
const block: AesCall = { mode: "ecb", octets: BLOCK };

/** Octets of a C-MAC in mode S8. */
const MAC = 8;

/**
 * What opening an SCP03 session costs each side (Amendment D, 6.2): three session keys and two cryptograms, a KDF of two blocks
 * each, and the CMAC subkeys of the two static and two session keys that MAC; and the C-MAC of EXTERNAL AUTHENTICATE.
 */
const OPENING: readonly AesCall[] = [...Array(4).fill(block), ...Array(5).fill(mac(32)), mac(BLOCK + 5 + MAC)];

/** What one command at C-MAC + C-DECRYPTION costs one side (6.2.4, 6.2.6): its IV, its data, its C-MAC over chaining value, header and data. */
function commandWork(command: Uint8Array, side: "host" | "card"): readonly AesCall[] {
  const data = command[4]! - MAC;
  return [block, side === "host" ? cbc(data) : { ...cbc(data), decrypts: true }, mac(BLOCK + 5 + data)];
}

/** The AES calls of host and card for a secure channel and the protected commands in it, as they were sent. */
export function aesWork(commands: readonly Uint8Array[]): readonly AesCall[] {
  return (["host", "card"] as const).flatMap((side) => [
    ...OPENING,
    ...commands.flatMap((command) => commandWork(command, side)),
  ]);
}

/** Does the calls by node:crypto, one cipher a call, and nothing else. */
export function doAes(calls: readonly AesCall[], material: Uint8Array): number {
  let done = 0;
  for (const { mode, decrypts, octets } of calls) {
    const make = decrypts ? createDecipheriv : createCipheriv;
    const cipher = make(`aes-128-${mode}`, KEY, mode === "ecb" ? null : ZERO).setAutoPadding(false);
    done += cipher.update(material.subarray(0, octets)).length + cipher.final().length;
  }
  return done;
}
