import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, BlockList, isIPv6, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { FailurePort } from "../audit/audit-port.js";
import { addRange } from "../config/addresses.js";
import type { PrintDesk } from "../forms/print-desk.js";
import { type TlsIdentity, tlsPolicy } from "../tls/index.js";
import type { Announcer, Audience, Session } from "./call.js";
import { Connection, type ConnectionPorts, MAX_FRAME } from "./connection.js";
import type { Health } from "./contract/http.js";
import { type NotificationName, type NotificationOf, wirePath } from "./contract/index.js";
import { httpApp } from "./http-app.js";
import { plainAddress } from "./plain-address.js";

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly origins: readonly string[];
  readonly allow: readonly string[];
}

export interface ServerPorts extends Omit<ConnectionPorts, "onClose"> {
  readonly identity: TlsIdentity;
  readonly failures: FailurePort;
  health(): Promise<Health>;
  /** Forms that lie ready to be fetched. */
  readonly prints: Pick<PrintDesk, "take">;
  onClose(connection: Connection): void;
}

const MAX_CONNECTIONS = 256;
const KEEP_ALIVE_MS = 30_000;

/** The daemon's one listening port: HTTPS with the counter page, and the wire at `/ws`. Plain HTTP is not answered (R-NET-03). */
export class ApiServer implements Announcer {
  readonly #options: ListenOptions;
  readonly #ports: ServerPorts;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  readonly #connections = new Set<Connection>();
  readonly #allowed = new BlockList();

  constructor(options: ListenOptions, ports: ServerPorts) {
    this.#options = options;
    this.#ports = ports;
    for (const range of options.allow) addRange(this.#allowed, range);
    const { cert, key, ca } = ports.identity;
    // Counters have no client certificate; business systems must have one, which session.loginSystem checks.
    const tls = { cert, key, ca, ...tlsPolicy(), requestCert: true, rejectUnauthorized: false };
    this.#server = createServer(tls, httpApp(ports));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on("connection", (socket: Socket) => this.#screen(socket));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on("tlsClientError", (error) => ports.failures.error("connection.no-tls", error));
  }

  /** Starts to listen; gives the address. */
  async start(): Promise<{ host: string; port: number }> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port, exclusive: true }, () => {
        this.#server.off("error", reject);
        // Running out of file descriptors while accepting must not end the daemon in the middle of a card write.
        this.#server.on("error", (error) => this.#ports.failures.error("server.error", error));
        resolve();
      });
    });
    return { host, port: (this.#server.address() as AddressInfo).port };
  }

  /** Takes no more connections, lets running calls end, closes the rest. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const open = [...this.#connections];
    for (const connection of open) connection.close(1001, "server stops");
    await Promise.all(open.map((connection) => connection.settled()));
    for (const connection of this.#connections) connection.terminate();
    this.#server.closeAllConnections();
    await closed;
  }

  announce<N extends NotificationName>(name: N, params: NotificationOf<N>, to?: Audience): void {
    for (const connection of this.#connections) {
      const { session } = connection;
      if (session === undefined) continue;
      const isFor =
        typeof to === "function" ? to(session) : to === undefined || to.municipality === session.municipality;
      if (isFor) connection.notify(name, params);
    }
  }

  announceEach<N extends NotificationName>(
    name: N,
    paramsFor: (session: Session) => NotificationOf<N> | undefined,
  ): void {
    for (const connection of this.#connections) {
      const params = connection.session && paramsFor(connection.session);
      if (params !== undefined) connection.notify(name, params);
    }
  }

  #screen(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    if (this.#options.allow.length === 0) return;
    if (this.#allowed.check(address, isIPv6(address) ? "ipv6" : "ipv4")) return;
    this.#ports.failures.info("connection.peer-refused", { address });
    socket.destroy();
  }

  /** A page of another site must not reach the daemon through the operator's browser; programs send no Origin. */
  #originAllowed({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    // The host name was checked against the certificate by the browser, so the page of the same name is the daemon's own.
    return origin === undefined || origin === `https://${host}` || this.#options.origins.includes(origin);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", (error) => this.#ports.failures.error("connection.error", error));
    if (request.url !== wirePath) {
      refuse(socket, "404 Not Found");
      return;
    }
    if (!this.#originAllowed(request)) {
      this.#ports.failures.info("connection.origin-refused", { origin: String(request.headers.origin) });
      refuse(socket, "403 Forbidden");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, request.socket as TLSSocket, {
        ...this.#ports,
        newId: () => this.#ports.newId(),
        onClose: (gone) => {
          this.#connections.delete(gone);
          this.#ports.onClose(gone);
        },
      });
      this.#connections.add(connection);
    });
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
