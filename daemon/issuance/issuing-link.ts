import { Agent, request } from "node:https";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { z } from "zod";
import {
  type CertificateOffer,
  issuedCertificate,
  issuingRefusal,
  offersAnswer,
  pinLimitAnswer,
} from "../api/contract/interface/index.js";
import { certificateFingerprint, type TlsIdentity, tlsPolicy } from "../tls/index.js";
import { issuingErrors } from "./issuing-errors.js";

export interface IssuingLinkOptions {
  readonly url: string;
  /** Authority of the server's certificate, and the terminal's own: by it the server knows where the terminal stands. */
  readonly identity: TlsIdentity;
  /** Time for one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** SHA-256 of the certificates that the server may show; empty: any of its authority. */
  readonly pins?: readonly string[];
}

/** A certificate as a terminal has it from the server. */
export interface Certificate {
  readonly serial: string;
  readonly pdf: Buffer;
  /** Characters on it that could not be set as they are. */
  readonly replaced: readonly string[];
}

const ANSWER_OCTETS = 16 * 1024 * 1024;

/**
 * A terminal's way to the issuing server. Throws the server's refusals (`issuing.*`), and `issuing.unreachable` for what is no answer: nobody
 * there, too late, another certificate than the pinned one, or an answer to something that was not asked.
 */
export class IssuingLink {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #agent: Agent;

  constructor({ url, identity: { cert, key, ca }, timeoutMs, pins = [] }: IssuingLinkOptions) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
    // A resumed session shows no certificate that could be held against the pins.
    const pinned = { maxCachedSessions: 0, checkServerIdentity: demandPinned(pins) };
    this.#agent = new Agent({ keepAlive: true, cert, key, ca, ...tlsPolicy(), ...pinned });
  }

  /** The limit of wrong PINs as the server tells it, for the daemon to judge. */
  async pinLimit(): Promise<number | string | null | undefined> {
    return (await this.#ask("GET", "/pin-limit", pinLimitAnswer)).limit;
  }

  /** Throws `issuing.closed-day` and `issuing.closed-hours` when nothing is issued at this terminal now. */
  async demandOpen(): Promise<void> {
    await this.#ask("GET", "/open", z.object({}));
  }

  async offers(number: string): Promise<readonly CertificateOffer[]> {
    return (await this.#ask("GET", `/offers?${new URLSearchParams({ number })}`, offersAnswer)).offers;
  }

  /** `id` is the terminal's own of this request: asked twice, one certificate is issued. */
  async issue(id: string, number: string, kind: string): Promise<Certificate> {
    const answer = await this.#ask("POST", "/certificates", issuedCertificate, { request: id, number, kind });
    return certificateOf(answer, id, kind);
  }

  /** The certificate that was made for a request. Throws `issuing.no-such-request`, `issuing.cancelled`. */
  async certificate(id: string, kind: string): Promise<Certificate> {
    const path = `/certificates?${new URLSearchParams({ request: id })}`;
    return certificateOf(await this.#ask("GET", path, issuedCertificate), id, kind);
  }

  /** Takes a request back: what was made for it is void, and nothing is made for it afterwards, however late it arrives. */
  async cancel(id: string): Promise<void> {
    await this.#ask("DELETE", `/requests/${encodeURIComponent(id)}`, z.unknown());
  }

  /** Takes a certificate back that was not handed out. */
  async revoke(serial: string): Promise<void> {
    await this.#ask("DELETE", `/certificates/${encodeURIComponent(serial)}`, z.unknown());
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask<S extends z.ZodType>(method: string, path: string, schema: S, body?: object): Promise<z.output<S>> {
    const { status, text } = await this.#send(method, path, body).catch((cause: NodeJS.ErrnoException) => {
      const reason = cause.name === "AbortError" || cause.name === "TimeoutError" ? "ETIMEDOUT" : cause.code;
      throw issuingErrors.error("unreachable", { reason }, { cause });
    });
    const value = text === "" ? {} : json(text);
    if (status >= 400) {
      const { success, data } = issuingRefusal.safeParse(value);
      const key = success ? data.code.replace(/^issuing\./, "") : "unreachable";
      throw issuingErrors.error(isRefusal(key) ? key : "unreachable", success ? data.details : { httpStatus: status });
    }
    const { success, data } = schema.safeParse(value);
    if (!success || status < 200 || status >= 300) throw issuingErrors.error("unreachable", { httpStatus: status });
    return data;
  }

  #send(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
    // The deadline of a line is one of the machine's time, not of a scenario's.
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, this.#url), { method, agent: this.#agent, signal, headers }, (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on("data", (part: Buffer) => {
          size += part.length;
          if (size > ANSWER_OCTETS) answer.destroy(new Error("the answer is too long"));
          else parts.push(part);
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
        answer.on("error", reject);
      });
      call.on("error", (error: NodeJS.ErrnoException) => {
        // The server had closed an idle connection at this moment; whatever is asked here may be asked twice.
        if (call.reusedSocket && error.code === "ECONNRESET") resolve(this.#send(method, path, body));
        else reject(error);
      });
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

const demandPinned = (pins: readonly string[]) => (host: string, certificate: PeerCertificate) => {
  const problem = checkServerIdentity(host, certificate);
  if (problem !== undefined || pins.length === 0 || pins.includes(certificateFingerprint(certificate.raw))) {
    return problem;
  }
  return Object.assign(new Error("not the pinned certificate"), { code: "NOT_PINNED" });
};

function certificateOf(answer: z.output<typeof issuedCertificate>, id: string, kind: string): Certificate {
  const pdf = Buffer.from(answer.pdf, "base64");
  const { serial, replaced } = answer;
  if (answer.request !== id || answer.kind !== kind || !pdf.subarray(0, 5).equals(Buffer.from("%PDF-"))) {
    throw issuingErrors.error("unreachable", { reason: "not what was asked for" });
  }
  return { serial, pdf, replaced };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const REFUSALS = [
  "closed-day",
  "closed-hours",
  "not-registered",
  "stopped",
  "no-seal",
  "unknown-kind",
  "not-a-terminal",
  "no-such-request",
  "cancelled",
  "bad-request",
] as const;
const isRefusal = (key: string): key is (typeof REFUSALS)[number] => (REFUSALS as readonly string[]).includes(key);

/** The server's reason for what it offers but does not give now, as the error that it would refuse it with. */
export function refusalOf(code: string) {
  const key = code.replace(/^issuing\./, "");
  return issuingErrors.error(isRefusal(key) ? key : "bad-request", isRefusal(key) ? {} : { code });
}
