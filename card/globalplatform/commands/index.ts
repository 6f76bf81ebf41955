import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { externalAuthenticate, initializeUpdate } from "./channel.js";
import type { GpCommand } from "./command.js";
import { deleteCommand } from "./delete.js";
import { getData } from "./get-data.js";
import { getStatus } from "./get-status.js";
import { install } from "./install.js";
import { load } from "./load.js";
import { putKey } from "./put-key.js";
import { setStatus } from "./set-status.js";
import { storeData } from "./store-data.js";

export * from "./channel.js";
export { type GpCommand, gpErrors } from "./command.js";
export * from "./delete.js";
export * from "./get-data.js";
export * from "./get-status.js";
export * from "./install.js";
export * from "./load.js";
export * from "./privileges.js";
export * from "./put-key.js";
export * from "./set-status.js";
export * from "./store-data.js";

/** Every GlobalPlatform command of this card language. */
export const GP_COMMANDS: readonly GpCommand<unknown>[] = [
  initializeUpdate,
  externalAuthenticate,
  getData,
  getStatus,
  install,
  load,
  deleteCommand,
  putKey,
  setStatus,
  storeData,
];

/** What a log may say of a plain GlobalPlatform command: its name and its redacted parameters. Never throws. */
export function describeGpCommand(command: CommandApdu): string | undefined {
  const declared = GP_COMMANDS.find((candidate) => candidate.ins === command.ins);
  if (declared === undefined) return undefined;
  try {
    return `${declared.name} ${declared.log(declared.decode(command))}`;
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    return `${declared.name} (malformed) P1P2=${toHex(Uint8Array.of(command.p1, command.p2))}`;
  }
}
