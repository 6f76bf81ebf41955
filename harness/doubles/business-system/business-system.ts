import { WebSocket } from "ws";
import { accessOver } from "#access/connect-access.js";
import type { Access, CardApp } from "#access/index.js";
import type { RandomSource } from "#card/ports/random.js";
import type { PinChannel } from "#daemon/api/contract/index.js";
import type { Identity } from "#daemon/tls/index.js";
import type { Recorder } from "../../evidence/recorder.js";
import { tapFrames } from "../../runner/frame-tap.js";

export interface BusinessSystemOptions {
  readonly endpoint: { readonly url: string; readonly ca: string };
  /** Id under which the daemon knows the system, and the certificate that is pinned to it. */
  readonly systemId: string;
  readonly identity: Identity;
  /** Master that it shares with its card application, and nobody else does (R-SEC-04). */
  readonly master: Uint8Array;
  readonly keyVersion: number;
  readonly random: RandomSource;
  readonly recorder: Recorder;
}

/** Where a PIN is asked for, and the limit that the issuing server tells. */
export interface PinTerms {
  readonly channel?: PinChannel | undefined;
  readonly serverLimit?: number | string | undefined;
}

/** A municipality's business system (業務システム), built on the access module as a municipality's own would be (R-EXT-04). */
export class BusinessSystem {
  readonly #options: BusinessSystemOptions;

  constructor(options: BusinessSystemOptions) {
    this.#options = options;
  }

  /** Opens the paired application on the card in this reader and authenticates both ways; all is closed when `use` ends. */
  async withApplication<T>(
    readerId: string,
    use: (application: CardApp) => Promise<T>,
    { channel, serverLimit }: PinTerms = {},
  ): Promise<T> {
    const access = await this.connect();
    try {
      return await access.withCard(use, {
        readerId,
        ...(channel && { channel }),
        ...(serverLimit === undefined ? {} : { serverLimit: () => serverLimit }),
      });
    } finally {
      await access.close();
    }
  }

  /** Connects and logs in; the caller closes. */
  connect(): Promise<Access> {
    const { endpoint, systemId, identity, master, keyVersion, random, recorder } = this.#options;
    const open = () => {
      const socket = new WebSocket(endpoint.url, { ca: endpoint.ca, cert: identity.cert, key: identity.key });
      tapFrames(socket, systemId, recorder);
      return socket;
    };
    return accessOver(open, { systemId, serviceKeys: { master, version: keyVersion }, random });
  }
}
