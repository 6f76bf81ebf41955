import { toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { accessErrors } from "./access-errors.js";

/** Commands by which a business system could leave its application or manage the card, whatever their class. */
const FORBIDDEN: ReadonlyMap<number, string> = new Map([
  [0xa4, "SELECT"],
  [0x70, "MANAGE CHANNEL"],
  [0xe0, "CREATE FILE"],
  [0xe4, "DELETE"],
  [0xe6, "INSTALL"],
  [0xe8, "LOAD"],
  [0xd8, "PUT KEY"],
  [0xe2, "STORE DATA"],
  [0xf0, "SET STATUS"],
  [0xf2, "GET STATUS"],
]);

/**
 * The application firewall (R-SEC-01): lets only commands to the paired application pass, on the channel that it was selected on.
 * Throws `access.firewall`, and `apdu.*` for octets that are no command: what cannot be read cannot be judged.
 */
export function passFirewall(command: Uint8Array): void {
  const { cla, ins } = CommandApdu.parse(command);
  // ISO/IEC 7816-4, 5.4.1, and GlobalPlatform 11.1.4: bits 1 and 2 name channels 1 to 3, bit 7 means channels 4 to 19.
  if ((cla & 0x43) !== 0)
    throw accessErrors.error("firewall", { what: "logical channel", cla: toHex(Uint8Array.of(cla)) });
  const what = FORBIDDEN.get(ins);
  if (what !== undefined) throw accessErrors.error("firewall", { what });
}
