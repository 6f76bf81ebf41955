import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { request } from "node:https";
import { pipeline } from "node:stream/promises";
import { sealMedia } from "#daemon/media/seal-media.js";
import { ROLE_HEADER } from "#daemon/residents/relay/relay-client.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { type ResidentRow, residentFile } from "../../municipality/resident-file.js";
import { DoubleServer } from "../endpoint/double-server.js";

export interface ResidentSystemOptions {
  readonly identity: Identity;
  /** How it shows itself to the relay. */
  readonly client: Identity;
  /** Authority of the relay and of whoever connects, PEM. */
  readonly ca: string;
  readonly municipality: string;
  readonly port?: number;
  /** What it knows from an earlier start; new when absent. */
  readonly kept?: ResidentSystemMemory;
}

/** What a resident system must not lose: its signing key (PKCS #8, PEM), its residents, and how many files it has sealed. */
export interface ResidentSystemMemory {
  readonly key: string;
  readonly residents: readonly ResidentRow[];
  readonly sequence: number;
  readonly files: number;
}

/**
 * The resident registry system (既存住基システム) as a counter sees it, which is not at all: it seals its files for the municipality's counter and leaves
 * them at the relay. It listens too, so that a daemon which is pointed at it directly can be seen to refuse it.
 */
export class ResidentSystem {
  readonly #options: ResidentSystemOptions;
  #server!: DoubleServer;
  readonly #key: KeyObject;
  readonly #residents = new Map<string, ResidentRow>();
  #recipient: KeyObject | undefined;
  #sequence = 0;
  #files = 0;

  private constructor(options: ResidentSystemOptions) {
    this.#options = options;
    const { kept } = options;
    this.#key = kept ? createPrivateKey(kept.key) : generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    for (const row of kept?.residents ?? []) this.#residents.set(row.residentId, row);
    this.#sequence = kept?.sequence ?? 0;
    this.#files = kept?.files ?? 0;
  }

  static async start(options: ResidentSystemOptions): Promise<ResidentSystem> {
    const system = new ResidentSystem(options);
    const { identity, ca: clientCa, port } = options;
    system.#server = await DoubleServer.start({ identity, clientCa, port }, (_request, response) => {
      response.setHeader(ROLE_HEADER, "resident-system");
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify([...system.#residents.values()]));
    });
    return system;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Public key that its files are signed under, PEM. */
  get signer(): string {
    return createPublicKey(this.#key).export({ type: "spki", format: "pem" }).toString();
  }

  /** What to keep for the next start. */
  get memory(): ResidentSystemMemory {
    return {
      key: this.#key.export({ type: "pkcs8", format: "pem" }).toString(),
      residents: [...this.#residents.values()],
      sequence: this.#sequence,
      files: this.#files,
    };
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
    const keys = { signer: over.signer ?? this.#key, recipient };
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
    return this.#server.close();
  }
}
