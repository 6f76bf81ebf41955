import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { FileApplication } from "./file-application.js";

/** `00 A4 02`: an EF by its two-octet identifier. What is not found leaves the current EF as it was. */
export function selectEf(command: CommandApdu, application: FileApplication): Uint8Array {
  const { p1, p2, data } = command;
  if (p1 !== 0x02 || (p2 !== 0x0c && p2 !== 0x00)) return status(SW.WRONG_P1P2);
  if (data.length !== 2) return status(SW.WRONG_LENGTH);
  const file = data[0] === 0 ? application.file(data[1]!) : undefined;
  if (file === undefined) return status(SW.NOT_FOUND);
  application.current = file;
  return status(SW.OK);
}

/**
 * `00 B0`: P1-P2 is a 15-bit offset into the current EF, or `80` + short identifier and an 8-bit offset; the file named so
 * becomes current (identifier 0 is the current one). Less than Le comes back at the end of the file, without a warning.
 */
export function readBinary(command: CommandApdu, application: FileApplication): Uint8Array {
  const { p1, p2, le } = command;
  if (le === undefined || command.data.length > 0) return status(SW.WRONG_LENGTH);
  let offset = p2;
  if (p1 < 0x80) {
    offset |= p1 << 8;
  } else {
    if ((p1 & 0x60) !== 0) return status(SW.WRONG_P1P2);
    if (p1 !== 0x80) {
      const named = application.file(p1 & 0x1f);
      if (named === undefined) return status(SW.NOT_FOUND);
      application.current = named;
    }
  }
  const file = application.current;
  if (file === undefined) return status(SW.NO_CURRENT_EF);
  if (file.kind !== "transparent") return status(SW.STRUCTURE_MISMATCH);
  if (!application.allows(file.read)) return status(SW.SECURITY_STATUS);
  const content = application.memory.content(file.id);
  if (content === undefined || offset >= content.length) return status(SW.WRONG_OFFSET);
  return respond(content.subarray(offset, offset + le));
}

/**
 * `00 B2`: one record by number, of the current EF (`04`) or by short identifier (sfi ‖ 100). Several at once are not
 * offered (6A81); record 0 would be the current one, and there is none.
 */
export function readRecord(command: CommandApdu, application: FileApplication): Uint8Array {
  const { p1, p2, le } = command;
  if (le === undefined || command.data.length > 0) return status(SW.WRONG_LENGTH);
  const mode = p2 & 0x07;
  if (mode !== 0x04) return status(mode === 0x05 || mode === 0x06 ? SW.FUNCTION_NOT_SUPPORTED : SW.WRONG_P1P2);
  const sfi = p2 >> 3;
  if (sfi !== 0) {
    const named = application.file(sfi);
    if (named === undefined) return status(SW.NOT_FOUND);
    application.current = named;
  }
  const file = application.current;
  if (file === undefined) return status(SW.NO_CURRENT_EF);
  if (file.kind !== "record") return status(SW.STRUCTURE_MISMATCH);
  if (!application.allows(file.read)) return status(SW.SECURITY_STATUS);
  const record = p1 === 0 ? undefined : application.memory.record(file.id, p1);
  if (record === undefined) return status(SW.RECORD_NOT_FOUND);
  return respond(record.subarray(0, le));
}
