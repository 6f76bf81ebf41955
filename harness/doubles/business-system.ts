import { fromHex, toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import { type CardAppSession, openCardApp } from "#card/region/card-app-session.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import type { Identity } from "#daemon/tls/index.js";
import type { Recorder } from "../evidence/recorder.js";
import { RpcClient } from "../runner/rpc-client.js";

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

/** A municipality's business system (業務システム): it reaches its own card application, and no other, after mutual authentication. */
export class BusinessSystem {
  readonly #options: BusinessSystemOptions;

  constructor(options: BusinessSystemOptions) {
    this.#options = options;
  }

  /** Opens the paired application on the card in this reader and authenticates both ways; all is closed when `use` ends. */
  async withApplication<T>(readerId: string, use: (application: CardAppSession) => Promise<T>): Promise<T> {
    const { endpoint, systemId, identity, master, keyVersion, random, recorder } = this.#options;
    const client = await RpcClient.connect({ ...endpoint, identity, party: systemId, recorder });
    try {
      await client.call("session.loginSystem", { systemId });
      const { handle, cardId, aid } = await client.call("access.open", { readerId });
      const link = {
        transmit: async (command: Uint8Array) => {
          const { response } = await client.call("access.transmit", { handle, command: toHex(command) });
          return fromHex(response);
        },
      };
      try {
        const keys = deriveServiceKeys(master, keyVersion, fromHex(aid), fromHex(cardId));
        // The daemon has selected the application already; a SELECT of ours it would refuse.
        return await use(await openCardApp(link, undefined, keys, random));
      } finally {
        await client.call("access.close", { handle });
      }
    } finally {
      await client.close();
    }
  }
}
