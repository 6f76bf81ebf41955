import { Agent, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import {
  type CipherList,
  certificateFingerprint,
  checkLink,
  type LinkAlgorithms,
  type Offer,
  offerOf,
  type TlsIdentity,
} from "../tls/index.js";
import { statusErrors } from "./status-errors.js";

export interface CsTls {
  readonly identity: TlsIdentity;
  readonly timeoutMs: number;
  readonly list: CipherList;
  readonly offer?: Offer | undefined;
  /** SHA-256 of the certificates that the CS may show; empty: any of its authority. */
  readonly pins: readonly string[];
}

/** OpenSSL's own words are of a handshake that came to nothing; these of them are about our certificate, not about algorithms. */
const ABOUT_US = /ALERT_(UNKNOWN_CA|ACCESS_DENIED|.*CERTIFICATE.*)$/;
const NO_AGREEMENT = /^(ERR_SSL_.*|EPROTO|CA_MD_TOO_WEAK|(EE|CA)_KEY_TOO_SMALL)$/;

function asLinkError(cause: NodeJS.ErrnoException): Error {
  const { code: reason = "" } = cause;
  const key = NO_AGREEMENT.test(reason) && !ABOUT_US.test(reason) ? "no-agreement" : "link-down";
  return statusErrors.error(key, { reason }, { cause });
}

/**
 * Connections to the CS. None is handed out before it has been held against the list of recommended ciphers and the peer's certificate
 * against the pinned ones: not one octet of a question goes over another. Errors: `status.*`, `tls.not-listed`.
 */
export class CsAgent extends Agent {
  readonly #tls: CsTls;
  readonly #offer: ReturnType<typeof offerOf>;
  readonly #begun = new Set<TLSSocket>();
  /** What the last connection was agreed on. */
  agreed: LinkAlgorithms | undefined;

  constructor(tls: CsTls) {
    super({ keepAlive: true, maxSockets: 6 });
    this.#tls = tls;
    this.#offer = offerOf(tls.list, tls.offer);
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { cert, key, ca } = this.#tls.identity;
    const { host, port, servername } = options;
    const where = { host: host ?? "", port: Number(port), servername: servername ?? "" };
    const socket = connect({ ...this.#offer, ...where, cert, key, ca, rejectUnauthorized: true });
    this.#begun.add(socket);
    const end = (error: Error | null) => {
      clearTimeout(deadline);
      this.#begun.delete(socket);
      socket.off("error", refused);
      if (error !== null) socket.on("error", () => {}).destroy();
      callback?.(error, socket);
    };
    const refused = (cause: Error) => end(statusErrors.is(cause) ? cause : asLinkError(cause));
    // The deadline of a line is one of the machine's time, not of a scenario's.
    const late = () => refused(statusErrors.error("link-down", { reason: "ETIMEDOUT" }));
    const deadline = setTimeout(late, this.#tls.timeoutMs);
    socket.once("error", refused);
    socket.once("secureConnect", () => {
      try {
        const agreed = checkLink(socket, this.#tls.list);
        this.#demandPinned(certificateFingerprint(socket.getPeerCertificate().raw));
        this.agreed = agreed;
        end(null);
      } catch (error) {
        end(error as Error);
      }
    });
  }

  override destroy(): void {
    for (const socket of this.#begun) socket.destroy(statusErrors.error("link-down", { reason: "closed" }));
    super.destroy();
  }

  #demandPinned(found: string): void {
    const { pins } = this.#tls;
    if (pins.length > 0 && !pins.includes(found)) throw statusErrors.error("wrong-peer", { found });
  }
}
