import { Agent, request } from "node:https";
import { isIP } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { Clock } from "#card/ports/clock.js";

/** PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface SystemLinkOptions {
  /** Address of the system, without a path. */
  readonly origin: string;
  /** Authority of its certificate, PEM. */
  readonly ca: string;
  /** The counter's. */
  readonly counter: Certificate;
  /** When an answer is waited for no longer. */
  readonly patienceMs: number;
  readonly clock: Clock;
}

/** What came of a request. `status` 0: nothing came, and `lost` says how it ended. */
export interface Answer {
  readonly status: number;
  /** Undefined for none, and for what is no JSON. */
  readonly body?: unknown;
  readonly lost?: string;
  readonly ms: number;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Another caller than the counter; `nobody` shows no certificate. */
  readonly as?: Certificate | "nobody";
  /** On a connection of its own, and not on one that stands open. */
  readonly fresh?: boolean;
}

/** No answer of the interface comes near to it. */
const MOST_READ = 1 << 20;

/** Requests to the system under trial: the counter's on connections that stay open, as the daemon sends them; others' on new ones. */
export class SystemLink {
  readonly #options: SystemLinkOptions;
  readonly #at: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(options: SystemLinkOptions) {
    this.#options = options;
    this.#at = new URL(options.origin);
  }

  /** Its authority is demanded always; whether the name is right is a clause of its own (1.1). */
  tls(as: Ask["as"] = this.#options.counter): ConnectionOptions {
    const { hostname, port } = this.#at;
    const host = hostname.replace(/^\[|\]$/g, "");
    return {
      ...{ host, port: Number(port || 443), ca: this.#options.ca },
      ...(isIP(host) === 0 && { servername: host }),
      ...(as !== "nobody" && { cert: as.cert, key: as.key }),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  ask(ask: Ask): Promise<Answer> {
    const { method, path, body, as, fresh = false } = ask;
    const agent = as === undefined && !fresh ? this.#agent : false;
    const { clock, patienceMs } = this.#options;
    const began = clock.now();
    return new Promise((resolve) => {
      const lost = (cause: unknown) => {
        const { code, name } = cause as NodeJS.ErrnoException;
        resolve({
          status: 0,
          lost: name === "TimeoutError" || code === "ABORT_ERR" ? "timeout" : (code ?? "lost"),
          ms: clock.now() - began,
        });
      };
      const headers =
        body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const signal = AbortSignal.timeout(patienceMs);
      const options = {
        ...this.tls(as),
        method,
        path,
        headers,
        signal,
        agent,
        checkServerIdentity: () => undefined,
      };
      const call = request(options, (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on("data", (part: Buffer) => {
          size += part.length;
          if (size > MOST_READ) answer.destroy();
          else parts.push(part);
        });
        answer.on("error", lost);
        answer.on("close", () => lost({ code: "cut" }));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            body: json(Buffer.concat(parts).toString()),
            ms: clock.now() - began,
          }),
        );
      });
      // The system may close a connection that stood idle in the moment it is used again: that says nothing about it.
      call.on("error", (cause) => (call.reusedSocket ? resolve(this.ask({ ...ask, fresh: true })) : lost(cause)));
      call.end(body);
    });
  }

  /** A handshake alone, with the name of the server checked: the version of TLS, or how it failed. */
  handshake(more: ConnectionOptions = {}): Promise<{ readonly protocol?: string; readonly lost?: string }> {
    return new Promise((resolve) => {
      const socket = connect({ ...this.tls(), ...more });
      const end = (result: { protocol?: string; lost?: string }) => {
        resolve(result);
        socket.destroy();
      };
      socket.setTimeout(this.#options.patienceMs, () => end({ lost: "timeout" }));
      socket.on("error", ({ code, message }: NodeJS.ErrnoException) => end({ lost: code ?? message }));
      socket.on("close", () => end({ lost: "closed" }));
      socket.on("secureConnect", () => end({ protocol: socket.getProtocol() ?? "" }));
    });
  }

  /** A connection on which so much of a request was sent, and which stays open. Undefined where none came about. */
  begun(text: string): Promise<TLSSocket | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ ...this.tls(), checkServerIdentity: () => undefined });
      socket.setTimeout(this.#options.patienceMs, () => resolve(undefined));
      socket.on("error", () => resolve(undefined));
      socket.on("secureConnect", () => socket.write(text, () => resolve(socket)));
    });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
