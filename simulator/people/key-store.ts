import { createHash, createPrivateKey, generateKeyPair, type KeyObject, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { peopleErrors } from "./errors.js";
import { seededRsaKey } from "./seeded-key.js";

const makeKeyPair = promisify(generateKeyPair);

/** Where test keys are kept when nothing else is said, from the working directory. Ignored by git. */
export const DEFAULT_KEY_FOLDER = ".madoguchi/test-keys";

/**
 * RSA-2048 keys for virtual cards, by name. They take a second or so to make and are therefore kept in a folder, one PEM file
 * each, readable by their owner only. A key is made where it is first asked for, at random or from a seed; two processes that make it
 * at once end with the same key. They protect nothing: never use them outside tests.
 */
export class KeyStore {
  readonly #folder: string;
  readonly #keys = new Map<string, Promise<KeyObject>>();

  constructor(folder: string = DEFAULT_KEY_FOLDER) {
    this.#folder = resolve(folder);
  }

  /** The private key of this name (small letters, digits, hyphens). Throws `people.bad-key` for a file that is no such key. */
  privateKey(name: string): Promise<KeyObject> {
    return this.#once(name, async () => {
      const { privateKey } = await makeKeyPair("rsa", { modulusLength: 2048, publicExponent: 0x10001 });
      return privateKey;
    });
  }

  /**
   * The private key that belongs to a seed (`seededRsaKey`), the same in every folder; kept here too, because the search for primes takes a while.
   * Throws `people.bad-key`.
   */
  seededKey(seed: string): Promise<KeyObject> {
    const digest = createHash("sha256").update(seed).digest("hex").slice(0, 32);
    return this.#once(`seeded-${digest}`, () => seededRsaKey(seed));
  }

  #once(name: string, make: () => Promise<KeyObject>): Promise<KeyObject> {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = this.#load(name, make);
      this.#keys.set(name, key);
      key.catch(() => this.#keys.delete(name));
    }
    return key;
  }

  async #load(name: string, make: () => Promise<KeyObject>): Promise<KeyObject> {
    const file = `${this.#folder}/${name}.pem`;
    return (await read(file)) ?? (await this.#keep(file, await make()));
  }

  async #keep(file: string, privateKey: KeyObject): Promise<KeyObject> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}.tmp`;
    await writeFile(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    try {
      await link(draft, file); // unlike rename it never replaces the key that another process put there first
      return privateKey;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      return (await read(file))!;
    } finally {
      await rm(draft);
    }
  }
}

async function read(file: string): Promise<KeyObject | undefined> {
  let pem: string;
  try {
    pem = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw peopleErrors.error("bad-key", { file }, { cause: error });
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.modulusLength === 2048) return key;
  } catch {
    // falls through: OpenSSL's own message could quote the file
  }
  throw peopleErrors.error("bad-key", { file });
}
