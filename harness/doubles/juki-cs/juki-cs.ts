import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { OperationState } from "#daemon/store/records.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";

export interface JukiCsOptions {
  readonly identity: Identity;
  /** Authority that the client's certificate must come from, PEM. */
  readonly clientCa: string;
  /** Common name of the one client that is let in (R-NET-07). */
  readonly clientName?: string;
}

/** What the double does instead of answering. */
export type CsFault = "silent" | "error" | "not-json" | "another-card" | "older";

type Answer = readonly [status: number, body: string];

const REFUSED: Answer = [403, '{"error":"not a known client"}'];
const NOT_FOUND: Answer = [404, '{"error":"no such resource"}'];

interface Entry {
  readonly state: string;
  readonly sequence: number;
}

/**
 * The Juki-net communication server (住基ネットCS) as a counter sees it: a real HTTPS server that asks for a client certificate and
 * tells the operation status of cards. The interface is ours, the real one is not public (docs/assumptions.md).
 */
export class JukiCs {
  readonly #server: Server;
  readonly #cards = new Map<string, Entry>();
  #sequence = 0;
  /** Card ids that were asked for, in order. */
  readonly asked: string[] = [];
  /** Set to misbehave from now on. */
  fault: CsFault | undefined;

  private constructor({ identity, clientCa, clientName }: JukiCsOptions) {
    const tls = { ...identity, ca: clientCa, ...tlsPolicy(), requestCert: true, rejectUnauthorized: true };
    this.#server = createServer(tls, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
      const known = clientName === undefined || peer === clientName;
      const answer = known ? this.#answer(request.method, request.url) : REFUSED;
      if (answer === undefined) return;
      const [status, body] = answer;
      response.writeHead(status, { "Content-Type": "application/json" }).end(body);
    });
  }

  /** Starts a double on a free port of the loopback address. */
  static async start(options: JukiCsOptions): Promise<JukiCs> {
    const cs = new JukiCs(options);
    await new Promise<void>((resolve, reject) => {
      cs.#server.once("error", reject);
      cs.#server.listen(0, "127.0.0.1", resolve);
    });
    return cs;
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What is said of a card from now on; a card that was never set is `unknown`. */
  setStatus(cardId: string, state: OperationState | (string & {})): void {
    this.#cards.set(cardId, { state, sequence: ++this.#sequence });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Status and body; undefined for silence. */
  #answer(method = "", url = ""): Answer | undefined {
    const [, cardId] = /^\/cards\/([0-9A-F]+)\/status$/.exec(url) ?? [];
    if (cardId === undefined || method !== "GET") return NOT_FOUND;
    this.asked.push(cardId);
    const { state, sequence } = this.#cards.get(cardId) ?? { state: "unknown", sequence: 0 };
    const said = (changes: object = {}): Answer => [200, JSON.stringify({ cardId, state, sequence, ...changes })];
    switch (this.fault) {
      case undefined:
        return said();
      case "silent":
        return undefined;
      case "error":
        return [500, '{"error":"out of order"}'];
      case "not-json":
        return [200, "<html>"];
      case "another-card":
        return said({ cardId: `${cardId}00` });
      case "older":
        return said({ sequence: Math.max(0, sequence - 1), state: "active" });
    }
  }
}
