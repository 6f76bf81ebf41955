import { SW } from "#card/iso7816/status-words.js";
import {
  DGI_PIN,
  DGI_PIN_LOCK,
  DGI_SERVICE_KEYS,
  decodePin,
  decodeServiceKeys,
} from "#card/region/card-app/personalisation.js";
import type { CardAppContent } from "#card/region/package.js";
import type { PersonalisationContext } from "../../content-management/application-runtime.js";
import type { InstanceMemory } from "./instance-memory.js";
import { isPin } from "./pin.js";

/**
 * One data grouping that the area's security domain passes on. Gives the status word: 6A80 for data that make no sense,
 * 6985 for a PIN before there are service keys, 6A88 for a file that is not there, 6A83 for a record outside its file.
 */
export function personalise(
  memory: InstanceMemory,
  content: CardAppContent,
  dgi: number,
  data: Uint8Array,
  { write, decryptSensitive }: PersonalisationContext,
): number {
  if (dgi === DGI_SERVICE_KEYS) {
    const keys = decodeServiceKeys(data, decryptSensitive);
    const { version, length } = content.serviceKey;
    if (keys?.version !== version || keys.enc.length !== length) return SW.WRONG_DATA;
    memory.setServiceKeys(write, keys);
    return SW.OK;
  }
  if (dgi === DGI_PIN) {
    const pin = decodePin(data, decryptSensitive);
    if (!memory.personalised) return SW.CONDITIONS;
    if (pin === undefined || !isPin(pin, content.pin)) return SW.WRONG_DATA;
    memory.setPin(write, pin);
    return SW.OK;
  }
  if (dgi === DGI_PIN_LOCK) {
    if (data.length !== 1 || data[0] !== 0) return SW.WRONG_DATA;
    if (memory.pin === undefined) return SW.CONDITIONS;
    memory.setTriesLeft(write, 0);
    return SW.OK;
  }
  const file = memory.file(dgi >> 8);
  const record = dgi & 0xff;
  if (file === undefined) return SW.REFERENCE_NOT_FOUND;
  if (record === 0 || record > file.records) return SW.RECORD_NOT_FOUND;
  if (data.length === 0 || data.length > file.recordSize) return SW.WRONG_DATA;
  memory.setRecord(write, file, record, data);
  return SW.OK;
}
