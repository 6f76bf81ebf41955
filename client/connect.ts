import { WebSocket } from "ws";
import { wirePath } from "#daemon/api/contract/index.js";
import { Client, type LinkOptions } from "./client.js";
import { clientErrors } from "./client-errors.js";

export interface ConnectOptions extends LinkOptions {
  /** Address of the daemon, e.g. `wss://counter.example:8443`. Only TLS. */
  readonly url: string;
  /** PEM: the authority of the daemon's certificate; those of the machine when absent. */
  readonly ca?: string;
  /** PEM: a business system's certificate, which is pinned at the daemon, or a terminal's, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

const HANDSHAKE_MS = 10_000;

/** The address of the wire, or undefined where the text is no `wss:` address. */
export function wireUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "wss:") return undefined;
  if (url.pathname === "/") url.pathname = wirePath;
  return url.href;
}

/** Sockets to an address with this side's certificates. */
export const socketsTo =
  (url: string, { ca, cert, key }: Pick<ConnectOptions, "ca" | "cert" | "key">) =>
  (): WebSocket =>
    new WebSocket(url, {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      handshakeTimeout: HANDSHAKE_MS,
    });

/**
 * Connects, says `hello`, and logs in by `onConnect`. Throws `client.bad-options`, `client.unreachable`, `client.too-old`, `client.too-new`
 * and what `onConnect` throws; after that a lost connection is made again by itself.
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const url = wireUrl(options.url);
  if (url === undefined) {
    throw clientErrors.error("bad-options", { option: "url", expected: "wss://host:port" });
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw clientErrors.error("bad-options", { option: "key", expected: "certificate and key together" });
  }
  return Client.over(socketsTo(url, options), options, clientErrors);
}
