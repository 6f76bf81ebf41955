import { request } from "node:https";
import { z } from "zod";
import type { ServerLimit } from "#access/index.js";
import {
  certificateOffer,
  issuedCertificate,
  issuingRefusal,
  pinLimitAnswer,
} from "#daemon/api/contract/interface/index.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { issuingErrors } from "./issuing-errors.js";
import type { Offer } from "./issuing-server.js";

export interface IssuingClientOptions {
  readonly url: string;
  readonly ca: string;
  /** The terminal's own certificate: by it the server knows where it stands. */
  readonly identity: Identity;
  /** Time for one answer, in milliseconds. */
  readonly deadlineMs?: number;
}

/** A certificate as a terminal has it from the server. */
export interface Certificate {
  readonly serial: string;
  readonly pdf: Buffer;
  /** Characters on it that could not be set as they are. */
  readonly replaced: readonly string[];
}

const ANSWER_OCTETS = 16 * 1024 * 1024;
const offers = z.object({ offers: z.array(certificateOffer) });

/** A terminal's way to the issuing server. Throws the server's refusals, and `issuing.unreachable` for what is no answer. */
export class IssuingClient {
  readonly #options: IssuingClientOptions;

  constructor(options: IssuingClientOptions) {
    this.#options = options;
  }

  /** The limit of wrong PINs as the server tells it, for the daemon to judge. */
  async pinLimit(): Promise<ServerLimit> {
    return (await this.#ask("GET", "/pin-limit", pinLimitAnswer)).limit;
  }

  /** Throws `issuing.closed-day` and `issuing.closed-hours` when nothing is issued at this terminal now. */
  async demandOpen(): Promise<void> {
    await this.#ask("GET", "/open", z.object({}));
  }

  async offers(number: string): Promise<readonly Offer[]> {
    const { offers: all } = await this.#ask("GET", `/offers?${new URLSearchParams({ number })}`, offers);
    return all;
  }

  /** `id` is the terminal's own of this request: asked twice, one certificate is issued. */
  async issue(id: string, number: string, kind: string): Promise<Certificate> {
    const answer = await this.#ask("POST", "/certificates", issuedCertificate, { request: id, number, kind });
    return { ...answer, pdf: Buffer.from(answer.pdf, "base64") };
  }

  /** Takes a certificate back that was not handed out. */
  async revoke(serial: string): Promise<void> {
    await this.#ask("DELETE", `/certificates/${encodeURIComponent(serial)}`, z.unknown());
  }

  async #ask<S extends z.ZodType>(method: string, path: string, schema: S, body?: object): Promise<z.output<S>> {
    const { status, text } = await this.#send(method, path, body).catch((cause: unknown) => {
      throw issuingErrors.error("unreachable", {}, { cause });
    });
    const value = text === "" ? {} : json(text);
    if (status >= 400) {
      const { success, data } = issuingRefusal.safeParse(value);
      const key = success ? data.code.replace(/^issuing\./, "") : "unreachable";
      throw issuingErrors.error(isKey(key) ? key : "unreachable", success ? data.details : { status });
    }
    const { success, data } = schema.safeParse(value);
    if (!success) throw issuingErrors.error("unreachable", { status });
    return data;
  }

  #send(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
    const { url, ca, identity, deadlineMs = 10_000 } = this.#options;
    const signal = AbortSignal.timeout(deadlineMs);
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, url),
        { method, ca, ...identity, ...tlsPolicy(), signal, headers },
        (answer) => {
          const parts: Buffer[] = [];
          let size = 0;
          answer.on("data", (part: Buffer) => {
            size += part.length;
            if (size > ANSWER_OCTETS) answer.destroy(new Error("the answer is too long"));
            else parts.push(part);
          });
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
          answer.on("error", reject);
        },
      );
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KEYS = [
  "closed-day",
  "closed-hours",
  "not-registered",
  "stopped",
  "no-seal",
  "unknown-kind",
  "not-a-terminal",
  "bad-request",
] as const;
const isKey = (key: string): key is (typeof KEYS)[number] => (KEYS as readonly string[]).includes(key);
