import type { ChannelKeys } from "#card/region/card-driver.js";
import { LIFE_CYCLE } from "#card/region/directory.js";
import type { CardAppContent, PackageFile } from "#card/region/package.js";
import type { ApplicationInstance } from "../../content-management/application-runtime.js";
import type { NvmWrite } from "../../nvm/nvm-store.js";

/** What an application at work needs of the card, whatever its dialect: a place in memory, and its entry among the card's contents. */
export type InstanceHost = Pick<ApplicationInstance, "aid" | "owner" | "nvm" | "random" | "lifeCycle" | "setLifeCycle">;

/** Memory keys of an instance; the file with SFI `n` is under `FILES + n`. */
const KEY = { STATE: 1, SERVICE_KEYS: 2, PIN: 3, FILES: 0x100 } as const;
/** Offsets in the state octets. */
const STATE = { PERSONALISED: 0, KEY_VERSION: 1, TRIES_LEFT: 2, PIN_LENGTH: 3, KEY_LENGTH: 4, SIZE: 5 } as const;

/**
 * What an instance keeps in the card's memory, laid out once at its installation and never growing:
 * state octets, three service keys, the PIN, and files of records (length octet, then the octets; length 0 = never written).
 */
export class InstanceMemory {
  readonly #instance: InstanceHost;
  readonly #content: CardAppContent;

  constructor(instance: InstanceHost, content: CardAppContent) {
    this.#instance = instance;
    this.#content = content;
  }

  /** Takes all the memory that the instance will ever need; the order of `instanceSize` in card/region. */
  allocate(write: NvmWrite): void {
    this.allocateOwn(write);
    for (const file of this.#content.files) this.allocateFile(write, file);
  }

  /** State, service keys and PIN: what an instance has beside its files. */
  allocateOwn(write: NvmWrite): void {
    const { owner } = this.#instance;
    const { serviceKey, pin } = this.#content;
    write.put(owner, KEY.STATE, new Uint8Array(STATE.SIZE));
    write.put(owner, KEY.SERVICE_KEYS, new Uint8Array(3 * serviceKey.length));
    write.put(owner, KEY.PIN, new Uint8Array(pin.maxLength));
  }

  allocateFile(write: NvmWrite, { id, records, recordSize }: PackageFile): void {
    write.put(this.#instance.owner, KEY.FILES + id, new Uint8Array(records * (1 + recordSize)));
  }

  /** Runs writes of this instance: all or nothing. */
  transaction(body: (write: NvmWrite) => void): void {
    this.#instance.nvm.transaction(body);
  }

  #get(key: number): Uint8Array | undefined {
    return this.#instance.nvm.get(this.#instance.owner, key);
  }

  #patch(write: NvmWrite, key: number, offset: number, octets: Uint8Array): void {
    write.patch(this.#instance.owner, key, offset, octets);
  }

  #state(offset: number): number {
    return this.#get(KEY.STATE)?.[offset] ?? 0;
  }

  get lifeCycle(): number {
    return this.#instance.lifeCycle();
  }

  get personalised(): boolean {
    return this.#state(STATE.PERSONALISED) !== 0;
  }

  get triesLeft(): number {
    return this.#state(STATE.TRIES_LEFT);
  }

  /** With the last try the instance is locked in the card's registry too, where the list shows it (R-AP-11). */
  setTriesLeft(write: NvmWrite, tries: number): void {
    this.#patch(write, KEY.STATE, STATE.TRIES_LEFT, Uint8Array.of(tries));
    const lifeCycle = tries === 0 ? LIFE_CYCLE.PIN_LOCKED : LIFE_CYCLE.PERSONALISED;
    if (lifeCycle !== this.lifeCycle) this.#instance.setLifeCycle(lifeCycle, write);
  }

  get serviceKeys(): ChannelKeys | undefined {
    const keys = this.#get(KEY.SERVICE_KEYS);
    if (!this.personalised || keys === undefined) return undefined;
    const length = this.#state(STATE.KEY_LENGTH);
    const part = (index: number): Uint8Array => keys.slice(index * length, (index + 1) * length);
    return { version: this.#state(STATE.KEY_VERSION), enc: part(0), mac: part(1), dek: part(2) };
  }

  setServiceKeys(write: NvmWrite, { version, enc, mac, dek }: ChannelKeys): void {
    const length = enc.length;
    for (const [index, part] of [enc, mac, dek].entries()) {
      this.#patch(write, KEY.SERVICE_KEYS, index * length, part);
    }
    this.#patch(write, KEY.STATE, STATE.KEY_VERSION, Uint8Array.of(version));
    this.#patch(write, KEY.STATE, STATE.KEY_LENGTH, Uint8Array.of(length));
    this.#patch(write, KEY.STATE, STATE.PERSONALISED, Uint8Array.of(1));
    if (this.lifeCycle === LIFE_CYCLE.SELECTABLE) this.#instance.setLifeCycle(LIFE_CYCLE.PERSONALISED, write);
  }

  /** Digits (ASCII) of the PIN; undefined while none is set. */
  get pin(): Uint8Array | undefined {
    const length = this.#state(STATE.PIN_LENGTH);
    return length === 0 ? undefined : this.#get(KEY.PIN)?.slice(0, length);
  }

  /** Sets the PIN; with it the tries begin anew. */
  setPin(write: NvmWrite, pin: Uint8Array): void {
    this.#patch(write, KEY.PIN, 0, pin);
    this.#patch(write, KEY.STATE, STATE.PIN_LENGTH, Uint8Array.of(pin.length));
    this.setTriesLeft(write, this.#content.pin.tries);
  }

  file(id: number): PackageFile | undefined {
    return this.#content.files.find((file) => file.id === id);
  }

  /** Octets of a record; undefined when it was never written. The record number counts from 1 and is within the file. */
  record(file: PackageFile, record: number): Uint8Array | undefined {
    const octets = this.#get(KEY.FILES + file.id);
    const offset = (record - 1) * (1 + file.recordSize);
    const length = octets?.[offset] ?? 0;
    return length === 0 ? undefined : octets?.slice(offset + 1, offset + 1 + length);
  }

  setRecord(write: NvmWrite, file: PackageFile, record: number, data: Uint8Array): void {
    const octets = new Uint8Array(1 + data.length);
    octets[0] = data.length;
    octets.set(data, 1);
    this.#patch(write, KEY.FILES + file.id, (record - 1) * (1 + file.recordSize), octets);
  }
}
