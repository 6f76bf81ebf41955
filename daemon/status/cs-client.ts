import { Agent, request } from "node:https";
import { type TlsIdentity, tlsPolicy } from "../tls/index.js";
import { type CsAnswer, csAnswer } from "./cs-answer.js";
import { statusErrors } from "./status-errors.js";

const MAX_ANSWER = 16 * 1024;

export interface CsLink {
  readonly url: string;
  readonly timeoutMs: number;
  readonly identity: TlsIdentity;
}

/** HTTPS client of the Juki-net CS: its CA is pinned, and it knows us by our certificate (R-NET-07, R-CRYPT-01). */
export class CsClient {
  readonly #link: CsLink;
  readonly #agent: Agent;

  constructor(link: CsLink) {
    this.#link = link;
    const { cert, key, ca } = link.identity;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 4, cert, key, ca, ...tlsPolicy() });
  }

  /** Asks for one card. Throws `status.link-down`, `status.bad-answer`. */
  async ask(cardId: string): Promise<CsAnswer> {
    const text = await this.#get(new URL(`cards/${cardId}/status`, `${this.#link.url.replace(/\/$/, "")}/`));
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw statusErrors.error("bad-answer", {}, { cause });
    }
    const parsed = csAnswer.safeParse(value);
    if (!parsed.success) throw statusErrors.error("bad-answer", { field: parsed.error.issues[0]?.path.join(".") });
    if (parsed.data.cardId !== cardId) throw statusErrors.error("bad-answer", { field: "cardId" });
    return parsed.data;
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(url: URL): Promise<string> {
    return new Promise((resolve, reject) => {
      // The deadline of a line is one of the machine's time, not of a scenario's.
      const signal = AbortSignal.timeout(this.#link.timeoutMs);
      const down = (cause: unknown) =>
        reject(statusErrors.error("link-down", { reason: (cause as NodeJS.ErrnoException).code }, { cause }));
      const call = request(url, { agent: this.#agent, signal, headers: { Accept: "application/json" } }, (response) => {
        const { statusCode = 0 } = response;
        const parts: Buffer[] = [];
        let length = 0;
        response.on("data", (part: Buffer) => {
          length += part.length;
          if (length > MAX_ANSWER) response.destroy(statusErrors.error("bad-answer", { reason: "too long" }));
          else parts.push(part);
        });
        response.on("error", (error) => (statusErrors.is(error) ? reject(error) : down(error)));
        response.on("end", () => {
          if (statusCode === 200) resolve(Buffer.concat(parts).toString());
          else reject(statusErrors.error("bad-answer", { httpStatus: statusCode }));
        });
      });
      call.on("error", down);
      call.end();
    });
  }
}
