import { uintBE } from "#card/bytes/bytes.js";
import { encryptSensitive } from "#card/globalplatform/scp03/dek.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { readTlv } from "#card/iso7816/tlv.js";
import { AREA_RECORD_TAG, type AreaRecord, encodeAreaRecord } from "../area-record.js";
import { updateRecord } from "../card-app/commands.js";
import { encodeServiceKeys } from "../card-app/personalisation.js";
import type { ChannelKeys } from "../card-driver.js";
import {
  AREA_KEYS_TAG,
  INS_ACTIVATE_FILE,
  INS_CREATE_FILE,
  INS_DELETE_FILE,
  INS_GET_DATA,
  INS_PUT_DATA,
  INS_SELECT,
} from "./names.js";

// Commands of the area directory, plain: the session protects them.

/** SELECT of a child DF, which answers its control parameters. */
export function selectDirectory(fileId: number): CommandApdu {
  return new CommandApdu(0x00, INS_SELECT, 0x01, 0x04, uintBE(fileId, 2), 256);
}

export function createFile(controlParameters: Uint8Array): CommandApdu {
  return new CommandApdu(0x00, INS_CREATE_FILE, 0, 0, controlParameters);
}

export function activateFile(): CommandApdu {
  return new CommandApdu(0x00, INS_ACTIVATE_FILE, 0, 0);
}

export function deleteFile(fileId: number): CommandApdu {
  return new CommandApdu(0x00, INS_DELETE_FILE, 0, 0, uintBE(fileId, 2));
}

export function getData(tag: number): CommandApdu {
  return new CommandApdu(0x00, INS_GET_DATA, tag >> 8, tag & 0xff, undefined, 256);
}

export function putData(tag: number, value: Uint8Array): CommandApdu {
  return new CommandApdu(0x00, INS_PUT_DATA, tag >> 8, tag & 0xff, value);
}

/** Throws `area.bad-setting`. */
export function putAreaRecord(record: AreaRecord): CommandApdu {
  return putData(AREA_RECORD_TAG, readTlv(encodeAreaRecord(record)).value);
}

/** New area keys, hidden under the DEK of the keys that the session stands on. */
export function putAreaKeys(keys: ChannelKeys, current: ChannelKeys): CommandApdu {
  return putData(AREA_KEYS_TAG, encodeServiceKeys(keys, (plain) => encryptSensitive(current.dek, plain)).data);
}

/** UPDATE RECORD as the application itself takes it, in the class of the file system. */
export function writeRecord(file: number, record: number, data: Uint8Array): CommandApdu {
  const { ins, p1, p2 } = updateRecord(file, record, data);
  return new CommandApdu(0x00, ins, p1, p2, data);
}
