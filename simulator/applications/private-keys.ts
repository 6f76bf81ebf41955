import type { KeyObject } from "node:crypto";
import type { FileMemory } from "../files/file-memory.js";
import { readKey } from "./key-octets.js";

/** Private keys of an application's key files (PKCS #8 DER in NVM), read when they are first used. */
export class PrivateKeys {
  readonly #memory: FileMemory;
  readonly #keys = new Map<number, KeyObject>();

  constructor(memory: FileMemory) {
    this.#memory = memory;
  }

  /** The key in an EF; undefined when the card was issued without it. */
  get(id: number): KeyObject | undefined {
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const der = this.#memory.content(id);
    if (der === undefined) return undefined;
    const key = readKey(der);
    this.#keys.set(id, key);
    return key;
  }
}
