import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ROLE_HEADER } from "#daemon/residents/relay/relay-client.js";
import { DoubleServer, type DoubleServerOptions, peerName } from "../endpoint/double-server.js";

export interface RelayOptions extends DoubleServerOptions {
  /** Common name of the one client that may deposit: the resident system. */
  readonly depositor: string;
  /** Common name of the one client that may fetch: the daemon. */
  readonly fetcher: string;
  /** Where the files are kept beyond this process; a folder for this start alone when absent. */
  readonly folder?: string;
}

/** What the double does instead of answering rightly. */
export type RelayFault =
  | "silent"
  /** Sends half of the file and then nothing. */
  | "hangs"
  /** Sends half of the file and breaks the connection. */
  | "cuts"
  /** Says that the file is longer than it is, and ends. */
  | "says-more"
  /** Says that the file is shorter than it is. */
  | "says-less"
  /** Gives a file that was fetched before. */
  | "replays"
  | "error";

/**
 * The relay server (中継サーバ) between the resident system and the card counters: a real HTTPS server that asks for client certificates, keeps sealed files
 * on its own disk and can open none of them. The interface is ours, the real one is not public (docs/assumptions.md).
 */
export class Relay {
  #server!: DoubleServer;
  readonly #options: RelayOptions;
  readonly #folder: string;
  /** Set to misbehave from now on. */
  fault: RelayFault | undefined;

  private constructor(options: RelayOptions) {
    this.#options = options;
    this.#folder = options.folder ?? mkdtempSync(join(tmpdir(), "madoguchi-relay-"));
  }

  /** Starts a double on the loopback address. */
  static async start(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options);
    relay.#server = await DoubleServer.start(options, (request, response) => {
      response.setHeader(ROLE_HEADER, "relay");
      relay.#answer(request, response).catch(() => response.destroy());
    });
    return relay;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Sequences of the files that wait for a municipality. */
  waiting(municipality: string): readonly number[] {
    try {
      const names = readdirSync(join(this.#folder, municipality)).filter((name) => /^\d+$/.test(name));
      return names.map(Number).sort((a, b) => a - b);
    } catch {
      return [];
    }
  }

  async close(): Promise<void> {
    await this.#server.close();
    if (this.#options.folder === undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const peer = peerName(request.socket);
    const url = new URL(request.url ?? "/", "https://relay");
    const [, municipality = "", what = ""] = /^\/residents\/(\d{5})\/(next|\d{1,15})$/.exec(url.pathname) ?? [];
    if (request.method === "PUT" && peer === this.#options.depositor && /^\d/.test(what)) {
      await this.#keep(request, join(this.#folder, municipality), what);
      response.writeHead(201).end();
    } else if (request.method === "GET" && peer === this.#options.fetcher && what === "next") {
      await this.#give(municipality, Number(url.searchParams.get("after") ?? 0), response);
    } else response.writeHead(403).end();
  }

  async #keep(request: IncomingMessage, folder: string, name: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const part = join(folder, `${name}.part`);
    const handle = await open(part, "w", 0o600);
    await pipeline(request, handle.createWriteStream());
    await rename(part, join(folder, name));
  }

  async #give(municipality: string, after: number, response: ServerResponse): Promise<void> {
    const waiting = this.waiting(municipality);
    const sequence = this.fault === "replays" ? waiting[0] : waiting.find((one) => one > after);
    if (this.fault === "silent") return;
    if (this.fault === "error") {
      response.writeHead(500).end();
      return;
    }
    if (sequence === undefined) {
      response.writeHead(204).end();
      return;
    }
    const file = join(this.#folder, municipality, String(sequence));
    const { size } = statSync(file);
    const half = Math.floor(size / 2);
    const length = this.fault === "says-more" ? size + 100 : this.fault === "says-less" ? half : size;
    response.strictContentLength = false;
    response.writeHead(200, { "Content-Type": "application/jose", "Content-Length": length });
    const sends = this.fault === "cuts" || this.fault === "hangs" ? half : size;
    for await (const piece of createReadStream(file, { end: sends - 1 })) response.write(piece);
    if (this.fault === "hangs") return;
    if (this.fault === "cuts" || this.fault === "says-more") response.destroy();
    else response.end();
  }
}
