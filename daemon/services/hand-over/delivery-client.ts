import { Agent, request } from "node:https";
import { type TlsIdentity, tlsPolicy } from "../../tls/index.js";
import { handOverErrors } from "./hand-over-errors.js";

const TAKEN = [200, 201, 204];
const REFUSED = [409, 422];

export interface DeliveryLink {
  readonly url: string;
  readonly timeoutMs: number;
  readonly identity: TlsIdentity;
}

/** HTTPS client of one business system: its CA is pinned, and it knows us by our certificate (R-NET-07). */
export class DeliveryClient {
  readonly #link: DeliveryLink;
  readonly #agent: Agent;

  constructor(link: DeliveryLink) {
    this.#link = link;
    const { cert, key, ca } = link.identity;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, cert, key, ca, ...tlsPolicy() });
  }

  /**
   * Sends one message; resolves when the system has taken it. Only the status counts, whatever the system writes below it is not read.
   * Throws `hand-over.link-down`, `hand-over.bad-answer` (to be sent again), `hand-over.refused`.
   */
  send(id: string, body: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const down = (cause: unknown) =>
        reject(handOverErrors.error("link-down", { reason: (cause as NodeJS.ErrnoException).code }, { cause }));
      const headers = {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "Idempotency-Key": id,
      };
      // The deadline of a line is one of the machine's time, not of a scenario's.
      const ends = AbortSignal.any([signal, AbortSignal.timeout(this.#link.timeoutMs)]);
      const call = request(
        this.#link.url,
        { method: "POST", agent: this.#agent, signal: ends, headers },
        (response) => {
          const { statusCode: httpStatus = 0 } = response;
          response.on("error", () => {});
          response.resume();
          if (TAKEN.includes(httpStatus)) resolve();
          else reject(handOverErrors.error(REFUSED.includes(httpStatus) ? "refused" : "bad-answer", { httpStatus }));
        },
      );
      call.on("error", down);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
