import { concat, readUintBE } from "#card/bytes/bytes.js";
import { tlv } from "#card/iso7816/tlv.js";
import { AREA_RECORD_TAG } from "#card/region/area-record.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { KEY_USE, type KeyUse } from "#card/region/iso-fs/names.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import { OBJECT, OWNERS } from "./setup.js";

/** A key set of the area directory, with what it opens. */
export interface AreaKeySet extends ChannelKeys {
  readonly use: KeyUse;
}

/** Version ‖ ENC ‖ MAC ‖ DEK. */
const encodeKeys = ({ version, enc, mac, dek }: ChannelKeys): Uint8Array =>
  concat(Uint8Array.of(version), enc, mac, dek);

function decodeKeys(octets: Uint8Array): ChannelKeys {
  const length = (octets.length - 1) / 3;
  const part = (index: number): Uint8Array => octets.slice(1 + index * length, 1 + (index + 1) * length);
  return { version: octets[0]!, enc: part(0), mac: part(1), dek: part(2) };
}

/** What the area directory itself keeps: its keys and its record. */
export class AreaState {
  readonly #nvm: NvmStore;

  constructor(nvm: NvmStore) {
    this.#nvm = nvm;
  }

  /** True when the card was issued with a file system: a new memory has none. */
  get issued(): boolean {
    return this.#nvm.get(OWNERS.issuance, OBJECT.keys) !== undefined;
  }

  issue(setting: ChannelKeys, write: NvmWrite): void {
    write.put(OWNERS.issuance, OBJECT.keys, encodeKeys(setting));
  }

  /** The area record with tag and length; undefined while the area is not set. */
  get record(): Uint8Array | undefined {
    const value = this.#nvm.get(OWNERS.area, OBJECT.record);
    return value && tlv(AREA_RECORD_TAG, value.slice());
  }

  setRecord(value: Uint8Array, write: NvmWrite): void {
    write.put(OWNERS.area, OBJECT.record, value);
  }

  setAreaKeys(keys: ChannelKeys, write: NvmWrite): void {
    write.put(OWNERS.area, OBJECT.keys, encodeKeys(keys));
  }

  /** The keys that a reference (use ‖ version) names now. The right to set an area ends when it is set. */
  findKeys(reference: Uint8Array): AreaKeySet | undefined {
    if (reference.length !== 2) return undefined;
    const [use, version] = [readUintBE(reference, 0, 1), readUintBE(reference, 1, 1)];
    const name = use === KEY_USE.setting ? "setting" : use === KEY_USE.area ? "area" : undefined;
    if (name === undefined || (name === "setting" && this.record !== undefined)) return undefined;
    const octets = this.#nvm.get(name === "setting" ? OWNERS.issuance : OWNERS.area, OBJECT.keys);
    const keys = octets && decodeKeys(octets);
    return keys?.version === version ? { ...keys, use: name } : undefined;
  }
}
