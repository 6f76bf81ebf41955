import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { HandOverMessage } from "#daemon/services/hand-over/message.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { after, type KnownUser, NOBODY } from "./known-user.js";

export interface HandOverDeskOptions {
  readonly identity: Identity;
  /** Authority that the daemon's certificate must come from, PEM. */
  readonly clientCa: string;
  /** Common name of the one client that is let in (R-NET-07). */
  readonly clientName?: string;
}

/** What the double does instead of taking a message. `deaf`: it takes it, and its answer is lost. */
export type HandOverFault = "silent" | "error" | "refuse" | "deaf";

/**
 * Where a business system (業務システム) takes hand-over messages: a real HTTPS server that asks for a client certificate, keeps what it
 * was told in a store of its own, and takes no message twice. A message out of its order is a defect of the daemon, and is kept as such.
 */
export class HandOverDesk {
  readonly #server: Server;
  readonly #seen = new Set<string>();
  readonly users = new Map<string, KnownUser>();
  /** Every message that was taken, once. */
  readonly messages: HandOverMessage[] = [];
  /** Ids as they came, repetitions too. */
  readonly attempts: string[] = [];
  /** Messages that came out of the order of their number. */
  readonly disordered: HandOverMessage[] = [];
  readonly #waiting = new Set<() => void>();
  /** Set to misbehave from now on. */
  fault: HandOverFault | undefined;

  private constructor({ identity, clientCa, clientName }: HandOverDeskOptions) {
    const tls = { ...identity, ca: clientCa, ...tlsPolicy(), requestCert: true, rejectUnauthorized: true };
    this.#server = createServer(tls, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (clientName !== undefined && peer !== clientName) return void response.writeHead(403).end();
        const status = this.#answer(JSON.parse(Buffer.concat(parts).toString()) as HandOverMessage);
        if (status === "lost") request.socket.destroy();
        else if (status !== undefined) response.writeHead(status).end();
      });
      request.on("error", () => {});
    });
  }

  /** Starts a double on the loopback address, on a free port or the one that it had before. */
  static async start(options: HandOverDeskOptions, port = 0): Promise<HandOverDesk> {
    const desk = new HandOverDesk(options);
    await new Promise<void>((resolve, reject) => {
      desk.#server.once("error", reject);
      desk.#server.listen(port, "127.0.0.1", resolve);
    });
    return desk;
  }

  get url(): string {
    return `https://localhost:${this.port}/users`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The users that are served: registered, residents, and not stopped (R-USE-04). */
  get served(): readonly string[] {
    return [...this.users]
      .filter(([, user]) => user.registered && !user.ended && !user.stopped)
      .map(([number]) => number);
  }

  /** Resolves when so many messages were taken, or after the time of the machine has run out. */
  async took(count: number, withinMs = 20_000): Promise<void> {
    const ends = AbortSignal.timeout(withinMs);
    while (this.messages.length < count && !ends.aborted) {
      await new Promise<void>((resolve) => {
        const once = () => {
          this.#waiting.delete(once);
          ends.removeEventListener("abort", once);
          resolve();
        };
        this.#waiting.add(once);
        ends.addEventListener("abort", once);
      });
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** The status; `lost` when the line breaks before the answer; undefined for silence. */
  #answer(message: HandOverMessage): number | "lost" | undefined {
    this.attempts.push(message.id);
    if (this.fault === "silent") return undefined;
    if (this.fault === "error") return 500;
    if (this.fault === "refuse") return 422;
    this.#take(message);
    return this.fault === "deaf" ? "lost" : 204;
  }

  #take(message: HandOverMessage): void {
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    const known = this.users.get(message.number) ?? NOBODY;
    if (message.sequence <= known.sequence) this.disordered.push(message);
    this.messages.push(message);
    this.users.set(message.number, after(known, message));
    for (const wake of [...this.#waiting]) wake();
  }
}
