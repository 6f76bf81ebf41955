import { ascii } from "#card/bytes/bytes.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import type { SecretEf } from "./file-spec.js";

/** Files of one application in NVM: contents under the EF id, records under id ‖ number, secrets as tries left ‖ length ‖ value ‖ filler. */
export class FileMemory {
  readonly nvm: NvmStore;
  readonly owner: number;

  constructor(nvm: NvmStore, owner: number) {
    this.nvm = nvm;
    this.owner = owner;
  }

  /** Content of a transparent EF or a key; a view that is valid until the next transaction. Undefined before issuance. */
  content(id: number): Uint8Array | undefined {
    return this.nvm.get(this.owner, id);
  }

  record(id: number, number: number): Uint8Array | undefined {
    return this.nvm.get(this.owner, (id << 8) | number);
  }

  /** Tries that are left; undefined for a secret without limit or before issuance. */
  triesLeft(ef: SecretEf): number | undefined {
    return ef.tries === "unlimited" ? undefined : this.content(ef.id)?.[0];
  }

  /**
   * Compares with the secret. A try is taken in a transaction of its own before the comparison, so that cutting the power
   * never gains one; all tries come back on success only. False without comparing when none is left.
   */
  verify(ef: SecretEf, presented: Uint8Array): boolean {
    const left = this.content(ef.id)?.[0];
    if (left === undefined) return false;
    if (ef.tries === "unlimited") return this.#matches(ef.id, presented);
    if (left === 0) return false;
    this.#setTries(ef.id, left - 1);
    if (!this.#matches(ef.id, presented)) return false;
    this.#setTries(ef.id, ef.tries);
    return true;
  }

  /** Replaces a secret; its tries become full. */
  change(ef: SecretEf, value: Uint8Array): void {
    this.nvm.transaction((write) => writeSecret(write, this.owner, ef, value));
  }

  #setTries(id: number, tries: number): void {
    this.nvm.transaction((write) => write.patch(this.owner, id, 0, Uint8Array.of(tries)));
  }

  #matches(id: number, presented: Uint8Array): boolean {
    const stored = this.content(id)!;
    let difference = stored[1]! ^ presented.length;
    for (let i = 0; i < presented.length; i++) difference |= presented[i]! ^ (stored[i + 2] ?? 0);
    return difference === 0;
  }
}

/** A secret takes the room of its longest value from the first: changing it never runs out of memory. */
function writeSecret(write: NvmWrite, owner: number, ef: SecretEf, value: Uint8Array, tries?: number): void {
  const block = new Uint8Array(2 + ef.format.maxLength);
  block[0] = tries ?? (ef.tries === "unlimited" ? 0xff : ef.tries);
  block[1] = value.length;
  block.set(value, 2);
  write.put(owner, ef.id, block);
}

/** Puts first contents into the files of an application, inside the transaction of its issuance. */
export class FileIssuer {
  readonly #write: NvmWrite;
  readonly #owner: number;

  constructor(write: NvmWrite, owner: number) {
    this.#write = write;
    this.#owner = owner;
  }

  content(id: number, octets: Uint8Array): void {
    this.#write.put(this.#owner, id, octets);
  }

  record(id: number, number: number, octets: Uint8Array): void {
    this.#write.put(this.#owner, (id << 8) | number, octets);
  }

  /** `tries` other than full only for a secret that is blocked from issuance. */
  secret(ef: SecretEf, value: string, tries?: number): void {
    writeSecret(this.#write, this.#owner, ef, ascii(value), tries);
  }
}
