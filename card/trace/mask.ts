import { toHex } from "../bytes/bytes.js";
import { commandKind } from "../iso7816/command-names.js";

/** Commands whose whole body is hidden, its length too, and those of which only the octets are hidden. */
const hidden = { reference: () => "[secret]", keys: (octets: number) => `[${octets} octets, secret]` } as const;

/**
 * The form of a command APDU that evidence may hold. This runs where the octets are captured, so that a secret is never
 * stored and then removed: PINs and passwords vanish with their length, keys and personalisation data keep their length.
 */
export function maskCommand(command: Uint8Array): string {
  if (command.length < 5) return toHex(command);
  const { secret } = commandKind(command[0]!, command[1]!, command[2]!);
  if (secret === undefined) return toHex(command);
  return toHex(command.subarray(0, 4)) + hidden[secret](command.length - 4);
}
