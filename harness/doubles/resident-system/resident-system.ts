import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { sealMedia } from "#daemon/media/seal-media.js";
import { ROLE_HEADER } from "#daemon/residents/relay/relay-client.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { type ResidentRow, residentFile } from "../../municipality/resident-file.js";

export interface ResidentSystemOptions {
  readonly identity: Identity;
  /** How it shows itself to the relay. */
  readonly client: Identity;
  /** Authority of the relay and of whoever connects, PEM. */
  readonly ca: string;
  readonly municipality: string;
}

/**
 * The resident registry system (既存住基システム) as a counter sees it, which is not at all: it seals its files for the municipality's counter and leaves
 * them at the relay. It listens too, so that a daemon which is pointed at it directly can be seen to refuse it.
 */
export class ResidentSystem {
  readonly #options: ResidentSystemOptions;
  readonly #server: Server;
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #residents = new Map<string, ResidentRow>();
  #recipient: KeyObject | undefined;
  #sequence = 0;
  #files = 0;

  private constructor(options: ResidentSystemOptions) {
    this.#options = options;
    const { identity, ca } = options;
    const tls = { ...identity, ca, ...tlsPolicy(), requestCert: true, rejectUnauthorized: true };
    this.#server = createServer(tls, (_request, response) => {
      response.setHeader(ROLE_HEADER, "resident-system");
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify([...this.#residents.values()]));
    });
  }

  static async start(options: ResidentSystemOptions): Promise<ResidentSystem> {
    const system = new ResidentSystem(options);
    await new Promise<void>((resolve, reject) => {
      system.#server.once("error", reject);
      system.#server.listen(0, "127.0.0.1", resolve);
    });
    return system;
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Public key that its files are signed under, PEM. */
  get signer(): string {
    return this.#keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  }

  /** Takes over the municipality's public key for files, as `move.publicKeys` gives it. */
  sealFor(key: JsonWebKey): void {
    this.#recipient = createPublicKey({ key, format: "jwk" });
  }

  /** The difference that these changes make: registered here, and a sealed file for the counters. */
  async change(rows: readonly ResidentRow[]): Promise<Buffer> {
    for (const row of rows) this.#residents.set(row.residentId, row);
    return this.seal(residentFile(this.#options.municipality, ++this.#sequence, rows));
  }

  /** Seals whatever it is told. */
  async seal(
    content: string,
    over: { readonly signer?: KeyObject; readonly recipient?: KeyObject } = {},
  ): Promise<Buffer> {
    const recipient = over.recipient ?? this.#recipient;
    if (recipient === undefined) throw new Error("nobody to seal for");
    const keys = { signer: over.signer ?? this.#keys.privateKey, recipient };
    const parts: Uint8Array[] = [];
    const id = createHash("sha256")
      .update(`${this.#options.municipality} ${++this.#files}`)
      .digest("base64url");
    for await (const part of sealMedia([Buffer.from(content)], keys, id, 400)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Leaves a file at the relay. */
  async deposit(relayUrl: string, file: Uint8Array, sequence = this.#sequence): Promise<void> {
    const { client, ca, municipality } = this.#options;
    const url = `${relayUrl}/residents/${municipality}/${sequence}`;
    await new Promise<void>((resolve, reject) => {
      const call = request(url, { method: "PUT", ...client, ca, ...tlsPolicy() }, (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 201 ? resolve() : reject(new Error(`${response.statusCode}`)),
        );
      });
      call.on("error", reject);
      pipeline([file], call).catch(reject);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
