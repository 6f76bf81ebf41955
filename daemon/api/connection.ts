import type { TLSSocket } from "node:tls";
import type { RawData, WebSocket } from "ws";
import type { FailurePort } from "../audit/audit-port.js";
import { asOurs, errorAnswer, resultAnswer } from "./answers.js";
import { apiErrors } from "./api-errors.js";
import type { CallerConnection, Session } from "./call.js";
import { CallOrder } from "./call-order.js";
import type { NotificationName, NotificationOf, RpcRequest } from "./contract/index.js";
import type { Dispatcher } from "./dispatcher.js";
import { plainAddress } from "./plain-address.js";
import { idOf, readRequest } from "./requests.js";

/** Longest frame that is taken, in octets: an import of some fifty thousand residents. */
export const MAX_FRAME = 16 * 1024 * 1024;
/** Longest frame before a session is open. */
const MAX_FRAME_BEFORE_LOGIN = 64 * 1024;
/** Octets of a message that is not yet whole, before a session is open: the frame, and what TLS hands over in one piece. */
const MAX_UNFINISHED_BEFORE_LOGIN = 4 * MAX_FRAME_BEFORE_LOGIN;
/** Requests that may wait on one connection, and before a session is open. */
const MAX_WAITING = 64;
const MAX_WAITING_BEFORE_LOGIN = 8;
/** Octets that a client may leave unread before it is cut off: a client that does not read must not fill the memory. */
const MAX_UNREAD = 8 * 1024 * 1024;

export interface ConnectionPorts {
  readonly dispatcher: Dispatcher;
  readonly failures: FailurePort;
  newId(): string;
  /** Told when the connection is gone, with the session that was open on it. */
  onClose(connection: Connection): void;
}

/** One WebSocket connection: its requests are answered by their id, in the order that `CallOrder` keeps. */
export class Connection implements CallerConnection {
  readonly address: string;
  readonly certificate: string | undefined;
  apiVersion: number | undefined;
  session: Session | undefined;
  readonly #socket: WebSocket;
  readonly #ports: ConnectionPorts;
  readonly #gone = new AbortController();
  readonly #order = new CallOrder();
  #waiting = 0;
  /** Octets since the last whole message. */
  #unfinished = 0;

  constructor(socket: WebSocket, tls: TLSSocket, ports: ConnectionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.address = plainAddress(tls.remoteAddress);
    // An unauthorised certificate is no proof of anything and is not looked at further.
    this.certificate = tls.authorized ? tls.getPeerCertificate().fingerprint256?.replaceAll(":", "") : undefined;
    socket.on("message", (data, binary) => {
      this.#unfinished = 0;
      this.#receive(data, binary);
    });
    // WebSocketServer has one limit for all; a stranger must not fill the memory with messages that never end.
    tls.on("data", (part: Buffer) => {
      if (this.session !== undefined) return;
      this.#unfinished += part.length;
      if (this.#unfinished > MAX_UNFINISHED_BEFORE_LOGIN) this.terminate();
    });
    socket.on("error", (error) => ports.failures.error("connection.error", error));
    socket.on("close", () => {
      this.#gone.abort();
      ports.onClose(this);
    });
  }

  get sessionId(): string | undefined {
    return this.session?.id;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  greet(apiVersion: number): void {
    this.apiVersion = apiVersion;
  }

  bind(session: Session | undefined): void {
    this.session = session;
  }

  notify<N extends NotificationName>(name: N, params: NotificationOf<N>): void {
    this.#send(JSON.stringify({ jsonrpc: "2.0", method: name, params }));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Resolves when every request that was taken has been answered. */
  settled(): Promise<void> {
    return this.#order.settled();
  }

  #receive(data: RawData, binary: boolean): void {
    const octets = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
    if (binary) {
      this.#send(errorAnswer(null, apiErrors.error("not-json")));
      return;
    }
    if (this.session === undefined && octets.length > MAX_FRAME_BEFORE_LOGIN) {
      this.#send(errorAnswer(null, apiErrors.error("too-large", { limit: MAX_FRAME_BEFORE_LOGIN })));
      this.close(1009, "too large before login");
      return;
    }
    const limit = this.session === undefined ? MAX_WAITING_BEFORE_LOGIN : MAX_WAITING;
    if (this.#waiting >= limit) {
      const refusal = apiErrors.error("too-many-requests", { limit });
      this.#send(errorAnswer(idOf(octets.toString()), refusal));
      return;
    }
    this.#waiting++;
    const text = octets.toString();
    let request: RpcRequest;
    try {
      request = readRequest(text);
    } catch (error) {
      this.#order.add(undefined, async () => this.#refuse(text, error));
      return;
    }
    this.#order.add(request, () => this.#answer(request));
  }

  #refuse(text: string, error: unknown): void {
    this.#waiting--;
    this.#send(errorAnswer(idOf(text), asOurs(error)));
  }

  async #answer(request: RpcRequest): Promise<void> {
    const correlationId = this.#ports.newId();
    try {
      const result = await this.#ports.dispatcher.call(request.method, request.params, correlationId, this);
      this.#send(resultAnswer(request.id, result));
    } catch (error) {
      this.#send(errorAnswer(request.id, asOurs(error), correlationId));
    } finally {
      this.#waiting--;
    }
  }

  #send(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNREAD) {
      this.#ports.failures.info("connection.not-reading", { unread: this.#socket.bufferedAmount });
      this.terminate();
      return;
    }
    this.#socket.send(frame);
  }
}
