import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { INS_VERIFY } from "#card/region/card-app/commands.js";

const SECURE_MESSAGING = 0x0c;
/** The longest MAC of SCP03: what a protected command without data carries (Amendment D, S16 mode). */
const LONGEST_MAC = 16;

/**
 * True for a VERIFY that carries a PIN. The header of a protected command is in clear and so is its status word; that much the daemon sees
 * of what business system and application say to each other, and never the PIN. VERIFY without data asks for the tries left and costs none.
 */
export function carriesPin(command: Uint8Array): boolean {
  const { cla, ins, data } = CommandApdu.parse(command);
  if (ins !== INS_VERIFY) return false;
  return (data?.length ?? 0) > ((cla & SECURE_MESSAGING) === 0 ? 0 : LONGEST_MAC);
}
