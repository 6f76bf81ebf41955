import { request } from "node:https";
import type { z } from "zod";
import { type CipherList, cipherPolicy, type LinkAlgorithms, type Offer, type TlsIdentity } from "../tls/index.js";
import { tlsErrors } from "../tls/tls-errors.js";
import { CsAgent } from "./cs-agent.js";
import { type CsAnswer, type CsChange, csAnswer, csChanges } from "./cs-answer.js";
import { statusErrors } from "./status-errors.js";

const MAX_ANSWER = 16 * 1024;
const MAX_CHANGES = 512 * 1024;

interface Getting {
  /** Longest answer, in octets. */
  readonly limit: number;
  /** What the answer may take beyond the deadline of the line. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw statusErrors.error("bad-answer", { field: "not JSON" }, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw statusErrors.error("bad-answer", { field: parsed.error.issues[0]?.path.join(".") });
  return parsed.data;
}

export interface CsLink {
  readonly url: string;
  readonly timeoutMs: number;
  readonly identity: TlsIdentity;
  /** The product's own when left out. */
  readonly list?: CipherList;
  readonly offer?: Offer | undefined;
  readonly pins?: readonly string[];
}

/**
 * HTTPS client of the Juki-net CS: its authority and certificates are pinned, it knows us by ours, and nothing is agreed on that is not on
 * the list of recommended ciphers (R-NET-07, R-CRYPT-01).
 */
export class CsClient {
  readonly #link: CsLink;
  readonly #agent: CsAgent;

  /** Throws `tls.not-listed` for an offer that the list has not. */
  constructor(link: CsLink) {
    const { identity, timeoutMs, offer, list = cipherPolicy, pins = [] } = link;
    this.#link = link;
    this.#agent = new CsAgent({ identity, timeoutMs, offer, list, pins });
  }

  /** What the last connection was agreed on. */
  get agreed(): LinkAlgorithms | undefined {
    return this.#agent.agreed;
  }

  /** Asks for one card. Throws `status.link-down`, `.no-agreement`, `.wrong-peer`, `.bad-answer`, `tls.not-listed`. */
  async ask(cardId: string): Promise<CsAnswer> {
    const answer = parse(csAnswer, await this.#get(`cards/${cardId}/status`, { limit: MAX_ANSWER }));
    if (answer.cardId !== cardId) throw statusErrors.error("bad-answer", { field: "cardId" });
    return answer;
  }

  /**
   * What changed after a sequence, oldest first; the CS leaves the question open for `waitMs` when nothing has. Throws as `ask` does, and
   * `status.replayed` for a change that is not after the one before it, or not after what was asked for (R-CRYPT-05).
   */
  async changes(after: number, waitMs: number, signal: AbortSignal): Promise<readonly CsChange[]> {
    const path = `changes?after=${after}&wait=${Math.floor(waitMs / 1000)}`;
    const { changes } = parse(csChanges, await this.#get(path, { limit: MAX_CHANGES, waitMs, signal }));
    let last = after;
    for (const { sequence } of changes) {
      if (sequence <= last) throw statusErrors.error("replayed", { sequence, last });
      last = sequence;
    }
    return changes;
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(path: string, { limit, waitMs = 0, signal: given }: Getting): Promise<string> {
    const url = new URL(path, `${this.#link.url.replace(/\/$/, "")}/`);
    return new Promise((resolve, reject) => {
      // The deadline of a line is one of the machine's time, not of a scenario's.
      const deadline = AbortSignal.timeout(waitMs + this.#link.timeoutMs);
      const signal = given === undefined ? deadline : AbortSignal.any([given, deadline]);
      const failed = (cause: unknown) => {
        if (statusErrors.is(cause) || tlsErrors.is(cause)) return reject(cause);
        const { code, name } = cause as NodeJS.ErrnoException;
        // What Node's parser cannot read, such as more octets than were announced, is an answer, and a bad one.
        const key = code?.startsWith("HPE_") ? "bad-answer" : "link-down";
        reject(statusErrors.error(key, { reason: name === "AbortError" ? "ETIMEDOUT" : code }, { cause }));
      };
      const call = request(url, { agent: this.#agent, signal, headers: { Accept: "application/json" } }, (response) => {
        const { statusCode = 0 } = response;
        const parts: Buffer[] = [];
        let length = 0;
        response.on("data", (part: Buffer) => {
          length += part.length;
          if (length > limit) response.destroy(statusErrors.error("bad-answer", { reason: "too long" }));
          else parts.push(part);
        });
        response.on("error", (error: NodeJS.ErrnoException) => {
          // The connection ended before the length that was announced.
          const cutOff = error.code === "ECONNRESET" && !signal.aborted;
          failed(cutOff ? statusErrors.error("bad-answer", { reason: "cut off" }, { cause: error }) : error);
        });
        response.on("end", () => {
          if (statusCode === 200) resolve(Buffer.concat(parts).toString());
          else reject(statusErrors.error("bad-answer", { httpStatus: statusCode }));
        });
      });
      call.on("error", failed);
      call.end();
    });
  }
}
