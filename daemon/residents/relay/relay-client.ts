import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { type TlsIdentity, tlsPolicy } from "../../tls/index.js";
import { relayErrors } from "./relay-errors.js";

export interface RelayLink {
  readonly url: string;
  readonly identity: TlsIdentity;
  /** Longest silence. */
  readonly timeoutMs: number;
  /** Longest time for one file, however it drips. */
  readonly fileTimeoutMs: number;
}

/** A file on its way. Its octets reject with `relay.*` when it does not come whole. */
export interface RelayedFile {
  /** What the relay says; undefined where it says nothing. */
  readonly octets: number | undefined;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Header in which a server of this interface says what it is (ours, AS-DMN-21). */
export const ROLE_HEADER = "madoguchi-role";

/** HTTPS client of the relay server (中継サーバ): the only way by which residents come online (R-SYS-10, R-JUKI-04). */
export class RelayClient {
  readonly #link: RelayLink;
  readonly #agent: Agent;

  constructor(link: RelayLink) {
    this.#link = link;
    const { cert, key, ca } = link.identity;
    this.#agent = new Agent({ keepAlive: false, maxSockets: 4, cert, key, ca, ...tlsPolicy() });
  }

  /** The first file after a sequence, or undefined when there is none. Throws `relay.*`. */
  async next(municipality: string, after: number, signal: AbortSignal): Promise<RelayedFile | undefined> {
    const base = `${this.#link.url.replace(/\/$/, "")}/`;
    const response = await this.#get(new URL(`residents/${municipality}/next?after=${after}`, base), signal);
    const { statusCode, headers } = response;
    const refuse = (key: "not-a-relay" | "bad-answer") => {
      response.destroy();
      throw relayErrors.error(key, { httpStatus: statusCode });
    };
    if (headers[ROLE_HEADER] !== "relay") refuse("not-a-relay");
    if (statusCode === 204) {
      response.resume();
      return undefined;
    }
    if (statusCode !== 200) refuse("bad-answer");
    const said = headers["content-length"];
    return { octets: said === undefined ? undefined : Number(said), content: whole(response) };
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const { timeoutMs, fileTimeoutMs } = this.#link;
    return new Promise((resolve, reject) => {
      // The deadlines of a line are of the machine's time, not of a scenario's.
      const limit = AbortSignal.any([signal, AbortSignal.timeout(fileTimeoutMs)]);
      const call = request(url, { agent: this.#agent, signal: limit, timeout: timeoutMs });
      let answer: IncomingMessage | undefined;
      call.on("response", (response) => {
        answer = response;
        resolve(response);
      });
      call.on("timeout", () => (answer ?? call).destroy(relayErrors.error("timed-out")));
      call.on("error", (cause) => reject(asRelayError(cause, "link-down")));
      call.end();
    });
  }
}

function asRelayError(cause: unknown, otherwise: "link-down" | "cut-off"): Error {
  if (relayErrors.is(cause)) return cause;
  const { name, code } = cause as NodeJS.ErrnoException;
  const key = name === "AbortError" || name === "TimeoutError" ? "timed-out" : otherwise;
  return relayErrors.error(key, { reason: code }, { cause });
}

/** The octets of an answer, all of them or an error: Node itself ends one that is shorter than its Content-Length with `aborted`. */
async function* whole(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response) yield piece as Uint8Array;
  } catch (cause) {
    throw asRelayError(cause, "cut-off");
  }
  if (!response.complete) throw relayErrors.error("cut-off");
}
