import { createPublicKey, type KeyObject } from "node:crypto";
import {
  type CompactDecryptResult,
  CompactEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  decodeJwt,
  errors,
  exportJWK,
  importJWK,
  jwtVerify,
  SignJWT,
} from "jose";
import { z } from "zod";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import type { Clock } from "#card/ports/clock.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { Municipalities } from "../municipalities/municipalities.js";
import type { Partner } from "./partners.js";
import { moveErrors } from "./ticket-errors.js";
import type { IssuedTicket, OpenedTicket, PublicKey, TicketContents, TicketPort } from "./ticket-port.js";

const TYPE = "madoguchi-handover+jwt";
const SIGNING = "PS256";
const KEY_WRAPPING = "RSA-OAEP-256";
const CONTENT = "A256GCM";
const HOUR_S = 3_600;

const keyHex = z.string().regex(/^([0-9A-F]{2}){16,32}$/);

/** What the signed part of a ticket says. */
const payload = z.object({
  iss: z.string(),
  sub: z.string(),
  jti: z.string().min(1).max(64),
  exp: z.number(),
  from: z.string().regex(/^\d{5}$/),
  usage: z.enum(["area", "setting"]),
  keys: z.strictObject({ version: z.int().min(1).max(127), enc: keyHex, mac: keyHex, dek: keyHex }),
});

export interface TicketParts {
  readonly clock: Clock;
  readonly municipalities: Municipalities;
  readonly partners: readonly Partner[];
  newId(): string;
  /** A private key of a municipality of this system; made when it is first asked for. */
  privateKey(municipality: string, purpose: "sign" | "open"): Promise<KeyObject>;
}

/** Tickets as nested JWTs: signed by the issuer (PS256), then enciphered for the addressee (RSA-OAEP-256, A256GCM). */
export class Tickets implements TicketPort {
  readonly #parts: TicketParts;

  constructor(parts: TicketParts) {
    this.#parts = parts;
  }

  async publicKeys(municipality: string): Promise<readonly PublicKey[]> {
    return [
      await this.#publicKey(municipality, "sign", { use: "sig", alg: SIGNING }),
      await this.#publicKey(municipality, "open", { use: "enc", alg: KEY_WRAPPING }),
    ];
  }

  async issue(issuer: string, to: string, contents: TicketContents, hours: number): Promise<IssuedTicket> {
    const { encryption } = await this.#partner(to);
    const id = this.#parts.newId();
    const issuedAt = Math.floor(this.#parts.clock.now() / 1000);
    const { cardId, from, usage, keys } = contents;
    const signed = await new SignJWT({ from, usage, keys: hexOf(keys) })
      .setProtectedHeader({ alg: SIGNING, typ: TYPE })
      .setIssuer(issuer)
      .setAudience(to)
      .setSubject(cardId)
      .setJti(id)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + hours * HOUR_S)
      .sign(await this.#parts.privateKey(issuer, "sign"));
    const ticket = await new CompactEncrypt(new TextEncoder().encode(signed))
      .setProtectedHeader({ alg: KEY_WRAPPING, enc: CONTENT, typ: TYPE, cty: "JWT", kid: encryption.kid })
      .encrypt(await importJWK({ ...encryption }, KEY_WRAPPING));
    return { id, ticket, expiresAt: (issuedAt + hours * HOUR_S) * 1000 };
  }

  async open(to: string, ticket: string, { late = false } = {}): Promise<OpenedTicket> {
    try {
      return await this.#open(to, ticket, late);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw moveErrors.error("ticket-expired", {}, { cause: error });
      if (moveErrors.is(error)) throw error;
      // What was wrong with it is told by name only: a part of the ticket must not reach a log.
      const reason = error instanceof errors.JOSEError ? error.code : "not a ticket";
      throw moveErrors.error("bad-ticket", { reason });
    }
  }

  async #open(to: string, ticket: string, late: boolean): Promise<OpenedTicket> {
    const opened: CompactDecryptResult = await compactDecrypt(ticket, await this.#parts.privateKey(to, "open"), {
      keyManagementAlgorithms: [KEY_WRAPPING],
      contentEncryptionAlgorithms: [CONTENT],
    });
    const signed = new TextDecoder().decode(opened.plaintext);
    // Who says that it signed tells which key to check with; the check then decides.
    const partner = await this.#partner(String(decodeJwt(signed).iss));
    const verified = await jwtVerify(signed, await importJWK({ ...partner.signing }, SIGNING), {
      algorithms: [SIGNING],
      typ: TYPE,
      issuer: partner.code,
      audience: to,
      requiredClaims: ["exp", "sub", "jti"],
      currentDate: new Date(late ? 0 : this.#parts.clock.now()),
    });
    const { jti, sub, from, usage, keys } = payload.parse(verified.payload);
    if (!partner.homes.includes(from)) throw moveErrors.error("bad-ticket", { reason: "not the issuer's card", from });
    return { id: jti, issuer: partner.code, cardId: sub, from, usage, keys: channelKeysOf(keys) };
  }

  /** One of the configured partners, or a municipality of this very system. Throws `move.no-partner`. */
  async #partner(code: string): Promise<Partner> {
    const { partners, municipalities } = this.#parts;
    const configured = partners.find((partner) => partner.code === code);
    if (configured !== undefined) return configured;
    if (municipalities.servedAs(code) !== code) {
      throw moveErrors.error("no-partner", /^\d{5}$/.test(code) ? { municipality: code } : {});
    }
    const [signing, encryption] = await this.publicKeys(code);
    return { code, homes: municipalities.homesOf(code), signing: signing!, encryption: encryption! };
  }

  async #publicKey(municipality: string, purpose: "sign" | "open", use: Pick<PublicKey, "use" | "alg">) {
    const { n = "", e = "" } = await exportJWK(createPublicKey(await this.#parts.privateKey(municipality, purpose)));
    const kid = await calculateJwkThumbprint({ kty: "RSA", n, e });
    return { kty: "RSA", n, e, ...use, kid };
  }
}

const hexOf = ({ version, enc, mac, dek }: ChannelKeys) => ({
  version,
  enc: toHex(enc),
  mac: toHex(mac),
  dek: toHex(dek),
});

const channelKeysOf = ({ version, enc, mac, dek }: z.output<typeof payload>["keys"]): ChannelKeys => ({
  version,
  enc: fromHex(enc),
  mac: fromHex(mac),
  dek: fromHex(dek),
});
