import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";

export interface DoubleServerOptions {
  readonly identity: Identity;
  /** Authority of all who connect, PEM: who shows no certificate of it is not let in. Absent: whoever comes, as residents from home. */
  readonly clientCa?: string;
  /** A free one when absent. */
  readonly port?: number | undefined;
}

/** An HTTPS server on the loopback address that asks for a client certificate: what every double of an outer system listens by. */
export class DoubleServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(
    { identity, clientCa: ca, port = 0 }: DoubleServerOptions,
    answer: RequestListener,
  ): Promise<DoubleServer> {
    const mutual = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
    const tls = { ...identity, ...tlsPolicy(), ...mutual };
    const server = createServer(tls, answer);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return new DoubleServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://localhost:${this.port}`;
  }

  /** Ends it, with every connection that is open. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Common name of the certificate that the other end has shown; empty for none, and for a certificate with two: it is nobody's. */
export function peerName(socket: Socket): string {
  const name: unknown = (socket as TLSSocket).getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : "";
}
