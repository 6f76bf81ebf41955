import { secretEqual } from "#card/crypto/aes.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { CardAppContent } from "#card/region/package.js";
import type { InstanceMemory } from "./instance-memory.js";

/** True when the octets could be a PIN under this policy: digits, neither too few nor too many. */
export function isPin(octets: Uint8Array, policy: CardAppContent["pin"]): boolean {
  return (
    octets.length >= policy.minLength &&
    octets.length <= policy.maxLength &&
    octets.every((octet) => octet >= 0x30 && octet <= 0x39)
  );
}

/** The PIN of one application: its tries are its own, kept in memory, and outlive power and channel (R-PIN-01, R-PIN-09). */
export class ApplicationPin {
  readonly #memory: InstanceMemory;
  readonly #policy: CardAppContent["pin"];
  /** Verified in this session; dropped with it. */
  #verified = false;

  constructor(memory: InstanceMemory, policy: CardAppContent["pin"]) {
    this.#memory = memory;
    this.#policy = policy;
  }

  get verified(): boolean {
    return this.#verified;
  }

  /** True when the tries are used up: the whole application stands still until a new PIN is set (R-PIN-02). */
  get locked(): boolean {
    return this.#memory.pin !== undefined && this.#memory.triesLeft === 0;
  }

  forget(): void {
    this.#verified = false;
  }

  /** VERIFY without data: how many tries are left, without using one. */
  query(): Uint8Array {
    if (this.#memory.pin === undefined) return status(SW.REFERENCE_DATA_UNUSABLE);
    if (this.locked) return status(SW.METHOD_BLOCKED);
    return this.#verified ? status(SW.OK) : status(SW.TRIES_LEFT | this.#memory.triesLeft);
  }

  /** VERIFY. The try is written off before the compare, so that cutting the power gives none back. */
  verify(candidate: Uint8Array): Uint8Array {
    const pin = this.#memory.pin;
    this.#verified = false;
    if (pin === undefined) return status(SW.REFERENCE_DATA_UNUSABLE);
    if (this.locked) return status(SW.METHOD_BLOCKED);
    if (!isPin(candidate, this.#policy)) return status(SW.WRONG_DATA);
    const left = this.#memory.triesLeft - 1;
    this.#memory.transaction((write) => this.#memory.setTriesLeft(write, left));
    if (!secretEqual(candidate, pin)) return status(SW.TRIES_LEFT | left);
    this.#memory.transaction((write) => this.#memory.setTriesLeft(write, this.#policy.tries));
    this.#verified = true;
    return status(SW.OK);
  }

  /** CHANGE REFERENCE DATA: a new PIN after the old one was verified in this session. */
  change(next: Uint8Array): Uint8Array {
    if (this.locked) return status(SW.METHOD_BLOCKED);
    if (!this.#verified) return status(SW.SECURITY_STATUS);
    if (!isPin(next, this.#policy)) return status(SW.WRONG_DATA);
    this.#memory.transaction((write) => this.#memory.setPin(write, next));
    return status(SW.OK);
  }
}
