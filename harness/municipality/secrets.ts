import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";

/** PKCS #8 wrapping of an Ed25519 private key (RFC 8410, 7): the 32 octets of the seed follow. */
const ED25519_PKCS8 = fromHex("302E020100300506032B657004220420");

/**
 * Every secret of a test municipality, made from the scenario's seed, each from a stream of its own, so that the order in which
 * they are asked for changes nothing. For tests only: who knows the seed knows them all.
 */
export class TestSecrets {
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  #octets(use: string, length: number): Uint8Array {
    return seededRandom(`${this.#seed}/${use}`).bytes(length);
  }

  /** Master of the municipality's area keys; `next` its next generation; `foreign` is one that it does not have. */
  areaMaster(whose: "own" | "next" | "foreign"): Uint8Array {
    return this.#octets(`area-master/${whose}`, 32);
  }

  /** Master that a business system and its card application share. */
  serviceMaster(service: string): Uint8Array {
    return this.#octets(`service-master/${service}`, 32);
  }

  /** Secret of the references by which that system knows cards. */
  cardRefKey(service: string): Uint8Array {
    return this.#octets(`card-refs/${service}`, 32);
  }

  password(operator: string): string {
    return toHex(this.#octets(`password/${operator}`, 12));
  }

  /** Key that the municipality's packages are signed with. */
  packageKey(): KeyObject {
    const der = concat(ED25519_PKCS8, this.#octets("package-key", 32));
    return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  }

  packageSigner(): string {
    return createPublicKey(this.packageKey()).export({ format: "pem", type: "spki" }).toString();
  }
}
