import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { sealMedia } from "#daemon/media/seal-media.js";
import type { CsChangeRow } from "./juki-cs.js";

export interface StatusFileOptions {
  readonly municipality: string;
  readonly sequence: number;
  readonly asOf: string;
}

/** A status file (カード運用情報) as the CS writes it: JSON Lines behind a header with count and digest (AS-DMN-31). */
export function statusFile(options: StatusFileOptions, rows: readonly object[], over: object = {}): string {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const sha256 = createHash("sha256").update(body).digest("hex");
  return `${JSON.stringify({ type: "card-status", ...options, count: rows.length, sha256, ...over })}\n${body}`;
}

/** The line of a change in a status file. */
export const statusLine = (cardId: string, state: string, sequence: number, asOf: string): CsChangeRow => ({
  ...{ cardId, state, sequence, asOf },
});

/** Whoever writes the CS's media: holds its key, and seals for a municipality. */
export class StatusMediaWriter {
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  #files = 0;

  /** Public key that its files are signed under. */
  get signer(): KeyObject {
    return this.#keys.publicKey;
  }

  get signerPem(): string {
    return this.signer.export({ type: "spki", format: "pem" }).toString();
  }

  async seal(content: string, recipient: KeyObject, partOctets = 400): Promise<string> {
    const keys = { signer: this.#keys.privateKey, recipient };
    const parts: Uint8Array[] = [];
    const file = `status ${++this.#files}`;
    for await (const part of sealMedia([Buffer.from(content)], keys, file, partOctets)) parts.push(part);
    return Buffer.concat(parts).toString();
  }
}
