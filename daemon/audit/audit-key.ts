import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { RandomSource } from "#card/ports/random.js";
import { writeSecret } from "../keys/secret-file.js";
import type { WrappedPlace, Wrapping } from "../keys/wrapping.js";
import { auditErrors } from "./audit-errors.js";

/** EdDSA (RFC 8032) is on the CRYPTREC e-Government recommended list of 2023-03-30 (R-CRYPT-02). */
export const AUDIT_ALGORITHM = "Ed25519";

/** PKCS #8 wrapping of an Ed25519 private key (RFC 8410, 7): the 32 octets of the seed follow. */
const PKCS8 = Buffer.from("302E020100300506032B657004220420", "hex");
const SEED_OCTETS = 32;

const PLACE: WrappedPlace = { use: "audit", municipality: "", keyId: "audit-heads", generation: 1 };

const keyFile = z.strictObject({
  algorithm: z.literal(AUDIT_ALGORITHM),
  /** The private seed under the key-encryption key, base64. */
  wrapped: z.base64(),
  publicKey: z.string(),
});

/** What signs the heads of the audit log. */
export interface HeadSigner {
  readonly keyId: string;
  /** PEM, SPKI: to be kept by the auditor, outside the machine. */
  readonly publicKey: string;
  /** Signature over these octets, base64. */
  sign(octets: Uint8Array): string;
}

/** Id of a public key: the first eight octets of the SHA-256 of its SPKI, hexadecimal. */
export function keyIdOf(key: KeyObject): string {
  const spki = key.export({ format: "der", type: "spki" });
  return createHash("sha256").update(spki).digest("hex").slice(0, 16).toUpperCase();
}

/** A public key from PEM. Throws `audit.bad-key` for anything that is no Ed25519 public key. */
export function readPublicKey(pem: string, file?: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    // A private key is readable as a public one too: the auditor must never be handed that.
    if (key.asymmetricKeyType === "ed25519" && !pem.includes("PRIVATE")) return key;
  } catch {
    // Told below: the reason of a parser is no help to who holds the wrong file.
  }
  throw auditErrors.error("bad-key", { file });
}

/** Whether a signature (base64) over these octets is of this key. */
export function signatureHolds(key: KeyObject, octets: Uint8Array, signature: string): boolean {
  return verify(null, octets, key, Buffer.from(signature, "base64"));
}

/** A signer from the 32 octets of its seed. */
export function signerOf(seed: Uint8Array): HeadSigner {
  const der = Buffer.concat([PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  const publicKey = createPublicKey(key);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ format: "pem", type: "spki" }).toString(),
    sign: (octets) => sign(null, octets, key).toString("base64"),
  };
}

export const PUBLIC_KEY_FILE = "audit-public.pem";

/** Throws `audit.bad-key` for a damaged file. */
async function readKeyFile(file: string) {
  try {
    const content = keyFile.parse(JSON.parse(await readFile(file, "utf8")));
    return { ...content, wrapped: Buffer.from(content.wrapped, "base64") };
  } catch (cause) {
    throw auditErrors.error("bad-key", { file }, { cause });
  }
}

const keyFileOf = (data: string): string => join(data, "audit.key");

/** Proves a key-encryption key on the key file, where there is one; changes nothing. Throws `keys.unwrap`, `audit.bad-key`. */
export async function auditKeyOpens(data: string, wrapping: Wrapping): Promise<void> {
  if (!existsSync(keyFileOf(data))) return;
  const { wrapped } = await readKeyFile(keyFileOf(data));
  (await wrapping.unwrap(wrapped, PLACE)).fill(0);
}

/** Puts the key file under the key-encryption key of now; gives whether it was under another. The file is the old one or the new one. */
export async function rewrapAuditKey(data: string, wrapping: Wrapping): Promise<boolean> {
  const file = keyFileOf(data);
  const content = await readKeyFile(file);
  const fresh = await wrapping.rewrap(content.wrapped, PLACE);
  if (fresh === undefined) return false;
  const wrapped = Buffer.from(fresh).toString("base64");
  await writeSecret(file, `${JSON.stringify({ ...content, wrapped })}\n`);
  return true;
}

/**
 * The daemon's own signer, in the data directory: `audit.key` holds the seed under the key-encryption key, `audit-public.pem` the public
 * half for the auditor. Made at first start. Throws `keys.unwrap` under another key-encryption key, `audit.bad-key` for a damaged file.
 */
export async function openAuditKey(
  data: string,
  wrapping: Wrapping,
  random: RandomSource,
): Promise<HeadSigner & { readonly fresh: boolean }> {
  const file = keyFileOf(data);
  const fresh = !existsSync(file);
  if (fresh) {
    const seed = random.bytes(SEED_OCTETS);
    const { publicKey } = signerOf(seed);
    const wrapped = Buffer.from(await wrapping.wrap(seed, PLACE)).toString("base64");
    seed.fill(0);
    await writeSecret(file, `${JSON.stringify({ algorithm: AUDIT_ALGORITHM, wrapped, publicKey })}\n`);
  }
  const { wrapped } = await readKeyFile(file);
  const seed = await wrapping.unwrap(wrapped, PLACE);
  try {
    const signer = signerOf(seed);
    await writeSecret(join(data, PUBLIC_KEY_FILE), signer.publicKey);
    return { ...signer, fresh };
  } finally {
    seed.fill(0);
  }
}
