import { ascii, concat, uintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW, statusWordText } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { mynaErrors } from "./errors.js";
import { RSA_LENGTH, sha256, sha256DigestInfo } from "./rsa.js";
import { parseSessionKey, TEXT_EF } from "./text-files.js";
import { TextSession } from "./text-session.js";

/** Octets that one short READ BINARY gives. */
const PIECE = 256;

/** What a card said to a secret. `triesLeft` is undefined for a secret without limit, and after success. */
export interface Verification {
  readonly verified: boolean;
  readonly triesLeft: number | undefined;
}

/**
 * A terminal's way to the issuer's applications (card-facts 1.7): SELECT, VERIFY, READ BINARY, signatures, secure messaging.
 * One instance a card; commands go out one after another. Status words that no caller can expect become `myna.refused`.
 */
export class IssuerClient {
  readonly #link: CardLink;
  #session: TextSession | undefined;

  constructor(link: CardLink) {
    this.#link = link;
  }

  /** SELECT by DF name, without FCI. Rights and session of the application before are gone. */
  async select(aid: Uint8Array): Promise<void> {
    this.#session = undefined;
    await this.#accept("SELECT", new CommandApdu(0x00, 0xa4, 0x04, 0x0c, aid));
  }

  /** Tries left of a secret (EF id 0001 to 001E), asked without using one; 0 when it is blocked, undefined without limit. */
  async triesLeft(ef: number): Promise<number | undefined> {
    const { sw } = await this.#send(new CommandApdu(0x00, 0x20, 0x00, 0x80 | ef));
    if (sw === SW.WARNING_NVM_CHANGED) return undefined;
    return triesIn(sw) ?? this.#refused("VERIFY", sw);
  }

  /** VERIFY; through secure messaging where a session is open. */
  async verify(ef: number, secret: string): Promise<Verification> {
    const { sw } = await this.#exchange(new CommandApdu(0x00, 0x20, 0x00, 0x80 | ef, ascii(secret)));
    if (sw === SW.OK) return { verified: true, triesLeft: undefined };
    if (sw === SW.WARNING_NVM_CHANGED) return { verified: false, triesLeft: undefined };
    return { verified: false, triesLeft: triesIn(sw) ?? this.#refused("VERIFY", sw) };
  }

  /** All octets of a transparent EF, filler included; through secure messaging where a session is open. */
  async read(ef: number): Promise<Uint8Array> {
    await this.#accept("SELECT EF", new CommandApdu(0x00, 0xa4, 0x02, 0x0c, uintBE(ef, 2)));
    if (this.#session !== undefined) {
      return this.#accept("READ BINARY", new CommandApdu(0x00, 0xb0, 0x00, 0x00, undefined, 0x10000, true));
    }
    const pieces: Uint8Array[] = [];
    for (let offset = 0; ; offset += PIECE) {
      const command = new CommandApdu(0x00, 0xb0, offset >> 8, offset & 0xff, undefined, PIECE);
      const { data, sw } = await this.#send(command);
      if (sw === SW.WRONG_OFFSET && offset > 0) return concat(...pieces);
      if (sw !== SW.OK) this.#refused("READ BINARY", sw);
      pieces.push(data.slice());
      if (data.length < PIECE) return concat(...pieces);
    }
  }

  /** Signature of the application's own key over `message` (PKCS #1 v1.5, SHA-256): proves that this card is present. */
  async prove(message: Uint8Array): Promise<Uint8Array> {
    const data = sha256DigestInfo(sha256(message));
    const signature = await this.#send(new CommandApdu(0x80, 0x2a, 0x00, 0x00, data, RSA_LENGTH));
    return signature.ok ? signature.data : this.#refused("COMPUTE DIGITAL SIGNATURE", signature.sw);
  }

  /**
   * Opens secure messaging with 券面事項入力補助AP, whose PIN has been verified in clear. From here on `verify` and `read` are
   * encrypted, until the next `select`.
   */
  async protect(random: RandomSource): Promise<void> {
    const key = parseSessionKey(await this.read(TEXT_EF.sessionKey));
    const { command, session } = TextSession.open(key, random);
    const { sw } = await this.#send(command);
    if (sw !== SW.OK) this.#refused("SET SESSION KEY", sw);
    this.#session = session;
  }

  async #send(command: CommandApdu): Promise<ResponseApdu> {
    return ResponseApdu.parse(await this.#link.transmit(command.encode()));
  }

  async #exchange(command: CommandApdu): Promise<ResponseApdu> {
    if (this.#session === undefined) return this.#send(command);
    const response = await this.#send(this.#session.protect(command));
    return new ResponseApdu(this.#session.unprotect(response), response.sw);
  }

  async #accept(step: string, command: CommandApdu): Promise<Uint8Array> {
    const { data, sw } = await this.#exchange(command);
    return sw === SW.OK ? data : this.#refused(step, sw);
  }

  #refused(step: string, sw: number): never {
    const word = sw.toString(16).toUpperCase().padStart(4, "0");
    throw mynaErrors.error("refused", { step, sw: word, meaning: statusWordText(sw) });
  }
}

/** The `x` of 63Cx; 0 for a blocked secret. */
function triesIn(sw: number): number | undefined {
  if ((sw & 0xfff0) === SW.TRIES_LEFT) return sw & 0x0f;
  return sw === SW.REFERENCE_DATA_UNUSABLE || sw === SW.METHOD_BLOCKED ? 0 : undefined;
}
