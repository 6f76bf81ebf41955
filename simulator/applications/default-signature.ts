import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { RSA_LENGTH, signVerbatim } from "#card/myna/rsa.js";
import type { CommandHandler } from "../files/file-application.js";
import { readKey } from "./key-octets.js";

/** Class and instruction of COMPUTE DIGITAL SIGNATURE, as a file application's own command. */
export const COMPUTE_SIGNATURE = 0x802a;

/** What PKCS #1 v1.5 leaves of 256 octets (RFC 8017, 9.2). */
const LONGEST_INPUT = RSA_LENGTH - 11;

/**
 * `80 2A 00 00` with the application's own key and no credential (card-facts 1.5): a DigestInfo, padded and signed as it comes.
 * P2 = 00 is that key; naming its EF does the same.
 */
export function signWithDefaultKey(keyId: number): CommandHandler {
  return (command, application) => {
    if (command.p1 !== 0x00) return status(SW.WRONG_P1P2);
    const file = command.p2 === 0x00 ? application.file(keyId) : application.referenced(command.p2);
    if (typeof file === "number") return status(file);
    if (file?.id !== keyId) return status(SW.STRUCTURE_MISMATCH);
    const { data, le } = command;
    if (data.length === 0 || le === undefined || le < RSA_LENGTH) return status(SW.WRONG_LENGTH);
    if (data.length > LONGEST_INPUT) return status(SW.CONDITIONS);
    const der = application.memory.content(keyId);
    if (der === undefined) return status(SW.REFERENCE_NOT_FOUND);
    return respond(signVerbatim(readKey(der), data));
  };
}
