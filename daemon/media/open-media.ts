import { createPublicKey, type KeyObject } from "node:crypto";
import { compactDecrypt, compactVerify, decodeProtectedHeader, errors } from "jose";
import { mediaErrors } from "./media-errors.js";
import { keyIdOf, MEDIA_TYPE } from "./media-keys.js";
import { LineTooLong, octetLines } from "./octet-lines.js";

/** Whose file it must be: opened by our private key, signed by one of these. */
export interface MediaKeys {
  readonly recipient: KeyObject;
  readonly signers: readonly KeyObject[];
}

/** Longest part that is taken, in characters: a plain JWE of some 18 MB of content. */
const MAX_PART = 32 * 1024 * 1024;

/** Of files: ours, and what any JOSE library writes or leaves out (RFC 7515, 4.1.9). */
const TYPES: readonly (string | undefined)[] = [undefined, "JOSE", MEDIA_TYPE];

/** What the signed header of a part says of its place; absent where the file is one part. */
interface Place {
  readonly file: string;
  readonly part: number;
  readonly last: boolean;
}

const CODES = [
  [errors.JOSEAlgNotAllowed, "bad-algorithm"],
  [errors.JOSENotSupported, "bad-algorithm"],
  [errors.JWEDecryptionFailed, "cannot-open"],
] as const;

function placeOf({ file, part, last }: Record<string, unknown>): Place | undefined {
  if (part === undefined && file === undefined && last === undefined) return undefined;
  if (typeof file !== "string" || !Number.isInteger(part)) throw mediaErrors.error("wrong-part");
  return { file, part: part as number, last: last === true };
}

async function decipher(text: string, recipient: KeyObject): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(text, recipient, {
      keyManagementAlgorithms: ["RSA-OAEP-256"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return plaintext;
  } catch (cause) {
    const code = CODES.find(([kind]) => cause instanceof kind)?.[1];
    throw mediaErrors.error(code ?? "malformed", {}, { cause });
  }
}

async function verify(signed: Uint8Array, signers: readonly KeyObject[]) {
  for (const signer of signers) {
    try {
      return await compactVerify(signed, signer, { algorithms: ["PS256"] });
    } catch (cause) {
      if (cause instanceof errors.JWSSignatureVerificationFailed) continue;
      const code = CODES.find(([kind]) => cause instanceof kind)?.[1];
      throw mediaErrors.error(code ?? "malformed", {}, { cause });
    }
  }
  throw mediaErrors.error("wrong-signer");
}

function checkRecipient(text: string, kid: string): void {
  let header: { readonly kid?: unknown };
  try {
    header = decodeProtectedHeader(text);
  } catch (cause) {
    throw mediaErrors.error("malformed", {}, { cause });
  }
  if (header.kid !== undefined && header.kid !== kid) throw mediaErrors.error("wrong-recipient");
}

/**
 * Opens a sealed file while it is being read: one compact JWE a line, each around a compact JWS (decision 0020). Gives the content of each
 * part only after its signature is proved. Throws `media.*` with the number of the part (counted from 1); nothing of the content is told.
 */
export async function* openMedia(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { recipient, signers }: MediaKeys,
): AsyncGenerator<Uint8Array> {
  const kid = await keyIdOf(createPublicKey(recipient));
  let number = 0;
  let first: Place | undefined;
  let ended = false;
  try {
    for await (const line of octetLines(source, MAX_PART)) {
      const text = line.toString("latin1").trimEnd();
      if (text === "" && number > 0) continue;
      number++;
      if (ended) throw mediaErrors.error("wrong-part");
      const segments = text.split(".").length;
      // A JWS alone is signed, and open to everybody.
      if (segments === 3 || !text.startsWith("eyJ")) throw mediaErrors.error("not-sealed");
      if (segments !== 5) throw mediaErrors.error("malformed");
      checkRecipient(text, kid);
      const { payload, protectedHeader } = await verify(await decipher(text, recipient), signers);
      // The same keys protect hand-over tickets: what was signed as one is no file, whoever signed it (decision 0017).
      if (!TYPES.includes(protectedHeader.typ)) throw mediaErrors.error("malformed");
      const place = placeOf(protectedHeader as Record<string, unknown>);
      if (number === 1) first = place;
      else if (first === undefined) throw mediaErrors.error("wrong-part");
      if (first !== undefined && (place?.file !== first.file || place.part !== number)) {
        throw mediaErrors.error("wrong-part");
      }
      ended = place === undefined || place.last;
      yield payload;
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw mediaErrors.error("part-too-large", { part: number + 1, limit: MAX_PART });
    if (mediaErrors.is(error))
      throw mediaErrors.error(error.code.slice("media.".length) as "malformed", { part: number }, { cause: error });
    throw error;
  }
  if (!ended) throw mediaErrors.error(number === 0 ? "not-sealed" : "cut-off", { part: number });
}
