import { createHash, createPrivateKey, generateKeyPair, type KeyObject, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { Clock } from "#card/ports/clock.js";
import type { MasterKeyRecord } from "../store/records.js";
import type { Repositories, Store } from "../store/repositories.js";
import { keyErrors } from "./key-errors.js";
import type { AreaKeyPort, ServiceKeyPort } from "./key-port.js";
import { readKeyFile } from "./secret-file.js";
import { checkValue, type KeyPlace, type Wrapping } from "./wrapping.js";

/** A key as the configuration names it: where it belongs, and the file that holds it in clear until it is registered. */
export interface KeySource extends KeyPlace {
  readonly file: string;
}

/** What may be shown of a key. */
export interface KeyLabel {
  readonly keyId: string;
  readonly generation: number;
  readonly checkValue: string;
}

/** What is written in one transaction with a new key. */
export type BesideKey = (repositories: Repositories, label: KeyLabel) => Promise<void>;

/** RSA-3072: 128 bits of security (NIST SP 800-57, part 1, table 2). */
const EXCHANGE_BITS = 3_072;

/** Master keys: in the database under the key-encryption key, in clear for the length of one use only (R-AREA-11). */
export class KeyVault implements AreaKeyPort {
  readonly #wrapping: Wrapping;
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(wrapping: Wrapping, ports: { store: Store; clock: Clock }) {
    this.#wrapping = wrapping;
    this.#store = ports.store;
    this.#clock = ports.clock;
  }

  /** True once a municipality has an area key: from then on its configuration registers none any more (R-AREA-08). */
  async hasAreaKey(municipality: string): Promise<boolean> {
    return (await this.#store.of(municipality).masterKeys.all("area")).length > 0;
  }

  /**
   * Registers the area keys of a municipality as its configuration says, all or none, and gives the labels of the new ones.
   * Later it only checks that the configuration still means the same keys; a file may then be gone.
   * New ones are one transaction with whatever `within` writes of each. Throws `keys.after-initialisation`, `keys.already-registered`,
   * `keys.bad-file`, `keys.exposed`.
   */
  async registerAreaKeys(
    municipality: string,
    sources: readonly KeySource[],
    within: BesideKey = async () => {},
  ): Promise<readonly KeyLabel[]> {
    if (await this.hasAreaKey(municipality)) {
      for (const source of sources) {
        if (!(await this.confirm(source))) throw keyErrors.error("after-initialisation", label(source));
      }
      return [];
    }
    const records = await Promise.all(sources.map((source) => this.prepare(source)));
    await this.#store.transaction(async (repositories) => {
      const { masterKeys } = repositories.of(municipality);
      for (const record of records) {
        await masterKeys.add(record);
        await within(repositories, record);
      }
    });
    return records;
  }

  /** Registers the key of a service when it is not registered; a service may be added later. */
  async registerServiceKey(source: KeySource, within: BesideKey = async () => {}): Promise<KeyLabel | undefined> {
    if (await this.confirm(source)) return undefined;
    const record = await this.prepare(source);
    await this.#store.transaction(async (repositories) => {
      await repositories.of(record.municipality).masterKeys.add(record);
      await within(repositories, record);
    });
    return record;
  }

  async current(municipality: string) {
    const [newest] = await this.all(municipality);
    if (newest === undefined) throw keyErrors.error("no-area-key", { municipality });
    return newest;
  }

  async all(municipality: string) {
    const keys = await this.#store.of(municipality).masterKeys.all("area");
    return keys.map(({ keyId, generation }) => ({ keyId, generation })).reverse();
  }

  withMaster<T>(
    municipality: string,
    key: { readonly keyId: string; readonly generation: number },
    use: (master: Uint8Array) => Promise<T>,
  ): Promise<T> {
    return this.withKey({ use: "area", municipality, keyId: key.keyId, generation: key.generation }, use);
  }

  /** The keys of services, by the catalogue's knowledge of whose they are. */
  services(placeOf: (serviceId: string) => KeyPlace | undefined): ServiceKeyPort {
    return {
      withMaster: async (serviceId, use) => {
        const place = placeOf(serviceId);
        if (place === undefined) throw keyErrors.error("no-service-key", { serviceId });
        return this.withKey(place, (master) => use(master, place.generation));
      },
    };
  }

  /**
   * A private key by which a municipality signs its hand-over tickets or opens those that it gets; made when it is first asked for.
   * The key pair comes from node:crypto's own randomness.
   */
  async exchangeKey(municipality: string, purpose: "sign" | "open"): Promise<KeyObject> {
    const place = { use: "exchange", municipality, keyId: purpose, generation: 1 } as const;
    const { masterKeys } = this.#store.of(municipality);
    const find = () => masterKeys.find("exchange", purpose, 1);
    let record = await find();
    if (record === undefined) {
      const made = await promisify(generateKeyPair)("rsa", {
        modulusLength: EXCHANGE_BITS,
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
      });
      const check = createHash("sha256").update(made.publicKey).digest("hex").slice(0, 6).toUpperCase();
      const wrapped = await this.#wrapping.wrap(made.privateKey, place);
      made.privateKey.fill(0);
      // Another call may have made one meanwhile: the first that was stored stays.
      const fresh = { ...place, wrapped, checkValue: check, registeredAt: this.#clock.now() };
      await masterKeys.add(fresh).catch(() => {});
      record = (await find()) ?? fresh;
    }
    const der = await this.#wrapping.unwrap(record.wrapped, place);
    try {
      return createPrivateKey({
        key: Buffer.from(der.buffer, der.byteOffset, der.length),
        format: "der",
        type: "pkcs8",
      });
    } finally {
      der.fill(0);
    }
  }

  /** Gives a registered key to `use` and wipes it afterwards. Throws `keys.no-area-key`, `keys.no-service-key`. */
  async withKey<T>(place: KeyPlace, use: (master: Uint8Array) => Promise<T>): Promise<T> {
    const record = await this.#store.of(place.municipality).masterKeys.find(place.use, place.keyId, place.generation);
    if (record === undefined)
      throw keyErrors.error(place.use === "area" ? "no-area-key" : "no-service-key", label(place));
    const master = await this.#wrapping.unwrap(record.wrapped, place);
    try {
      return await use(master);
    } finally {
      master.fill(0);
    }
  }

  /** True when this very key is registered, false when none is there. Throws `keys.already-registered` for another one. */
  async confirm(source: KeySource): Promise<boolean> {
    const { use, municipality, keyId, generation, file } = source;
    const record = await this.#store.of(municipality).masterKeys.find(use, keyId, generation);
    if (record === undefined) return false;
    const registered = await this.#wrapping.unwrap(record.wrapped, source);
    const given = existsSync(file) ? await readKeyFile(file) : registered;
    const same = timingSafeEqual(registered, given);
    registered.fill(0);
    given.fill(0);
    if (!same) throw keyErrors.error("already-registered", { ...label(source), file });
    return true;
  }

  /** The record of a key file, wrapped, not yet stored. Throws `keys.bad-file`, `keys.exposed`. */
  async prepare({ file, ...place }: KeySource): Promise<MasterKeyRecord> {
    return this.seal(place, await readKeyFile(file));
  }

  /** The record of a key, wrapped, not yet stored; the key is wiped. */
  async seal(place: KeyPlace, key: Uint8Array): Promise<MasterKeyRecord> {
    try {
      const { use, municipality, keyId, generation } = place;
      const wrapped = await this.#wrapping.wrap(key, place);
      const registeredAt = this.#clock.now();
      return { use, municipality, keyId, generation, wrapped, checkValue: checkValue(key), registeredAt };
    } finally {
      key.fill(0);
    }
  }
}

function label({ municipality, keyId, generation }: KeyPlace) {
  return { municipality, keyId, generation };
}
