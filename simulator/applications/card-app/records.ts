import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { CardAppOperation, PackageFile } from "#card/region/package.js";
import type { InstanceMemory } from "./instance-memory.js";
import type { ApplicationPin } from "./pin.js";

/** READ RECORD and UPDATE RECORD of one application, under the access rules of its package. */
export class Records {
  readonly #memory: InstanceMemory;
  readonly #pin: ApplicationPin;

  constructor(memory: InstanceMemory, pin: ApplicationPin) {
    this.#memory = memory;
    this.#pin = pin;
  }

  read(command: CommandApdu): Uint8Array {
    const place = this.#place(command, "read");
    if (typeof place === "number") return status(place);
    const octets = this.#memory.record(place.file, place.record);
    return octets === undefined ? status(SW.RECORD_NOT_FOUND) : respond(octets);
  }

  update(command: CommandApdu): Uint8Array {
    const place = this.#place(command, "update");
    if (typeof place === "number") return status(place);
    const { data } = command;
    if (data.length === 0 || data.length > place.file.recordSize) return status(SW.WRONG_LENGTH);
    this.#memory.transaction((write) => this.#memory.setRecord(write, place.file, place.record, data));
    return status(SW.OK);
  }

  /** The record that P1 and P2 address, or the status word that refuses it. Record numbers only (P2 bits 1-3 = 100). */
  #place(command: CommandApdu, operation: CardAppOperation): { file: PackageFile; record: number } | number {
    if ((command.p2 & 0x07) !== 0x04) return SW.FUNCTION_NOT_SUPPORTED;
    const id = command.p2 >> 3;
    if (id === 0) return SW.NO_CURRENT_EF;
    const file = this.#memory.file(id);
    if (file === undefined) return SW.NOT_FOUND;
    const rule = file.access[operation];
    if (rule === "never" || (rule === "pin" && !this.#pin.verified)) return SW.SECURITY_STATUS;
    if (command.p1 === 0 || command.p1 > file.records) return SW.RECORD_NOT_FOUND;
    return { file, record: command.p1 };
  }
}
