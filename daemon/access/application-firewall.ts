import { toHex } from "#card/bytes/bytes.js";
import { INS_EXTERNAL_AUTHENTICATE, INS_INITIALIZE_UPDATE } from "#card/globalplatform/secure-channel/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import {
  CARD_APP_STATE_TAG,
  INS_CHANGE_REFERENCE_DATA,
  INS_GET_DATA,
  INS_READ_RECORD,
  INS_UPDATE_RECORD,
  INS_VERIFY,
} from "#card/region/card-app/commands.js";
import { accessErrors } from "./access-errors.js";

/** GlobalPlatform's own class on the channel that the application was selected on, without and with secure messaging (11.1.4). */
const PLAIN = 0x80;
const PROTECTED = 0x84;

/** Everything that an application of ours understands. Of the rest nothing passes: cards know more commands than any list of bad ones. */
const PASSED: readonly number[] = [
  INS_INITIALIZE_UPDATE,
  INS_EXTERNAL_AUTHENTICATE,
  INS_VERIFY,
  INS_CHANGE_REFERENCE_DATA,
  INS_READ_RECORD,
  INS_UPDATE_RECORD,
  INS_GET_DATA,
];

/** The usual ways out of an application, by name: for the refusal's details alone. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0xa4, "SELECT"],
  [0x70, "MANAGE CHANNEL"],
  [0xc0, "GET RESPONSE"],
  [INS_GET_DATA, "GET DATA"],
  [0xcb, "GET DATA"],
  [0xb0, "READ BINARY"],
  [0xb1, "READ BINARY"],
  [0xd6, "UPDATE BINARY"],
  [0x2a, "PERFORM SECURITY OPERATION"],
  [0x88, "INTERNAL AUTHENTICATE"],
  [0xe0, "CREATE FILE"],
  [0xe4, "DELETE"],
  [0xe6, "INSTALL"],
  [0xe8, "LOAD"],
  [0xd8, "PUT KEY"],
  [0xda, "PUT DATA"],
  [0xe2, "STORE DATA"],
  [0xf0, "SET STATUS"],
  [0xf2, "GET STATUS"],
]);

/**
 * The application firewall (R-SEC-01, R-AP-05): lets only commands of the paired application pass, on the channel that it was selected on.
 * GET DATA passes for the application's state alone: cards answer it in every application with data of their own, by which systems could
 * know each other's cards (R-PRIV-10). Throws `access.firewall`, and `apdu.*` for octets that are no command: what cannot be read cannot
 * be judged.
 */
export function passFirewall(command: Uint8Array): void {
  const { cla, ins, p1, p2 } = CommandApdu.parse(command);
  // A class of the interindustry range, of another logical channel or of a chain (ISO/IEC 7816-4, 5.4.1) is none of an application of ours.
  if (cla !== PLAIN && cla !== PROTECTED) {
    const what = PASSED.includes(ins) ? "class or logical channel" : (NAMES.get(ins) ?? "class or logical channel");
    throw accessErrors.error("firewall", { what, cla: toHex(Uint8Array.of(cla)) });
  }
  const isStranger = ins === INS_GET_DATA && ((p1 << 8) | p2) !== CARD_APP_STATE_TAG;
  if (isStranger || !PASSED.includes(ins)) {
    throw accessErrors.error("firewall", {
      what: NAMES.get(ins) ?? "command",
      ins: toHex(Uint8Array.of(ins)),
    });
  }
}
