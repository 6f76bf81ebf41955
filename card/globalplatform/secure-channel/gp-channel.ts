import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { ResponseApdu } from "#card/iso7816/response-apdu.js";
import type { KeyFormat } from "./key-format.js";

/** An open secure channel as the host uses it, whichever protocol it speaks. */
export interface GpChannel {
  /** Security level of the session: `SecurityLevel` bits. */
  readonly level: number;
  /** What keys this channel's card takes by PUT KEY. */
  readonly keyFormat: KeyFormat;
  /** Octets of plain command data that fit into one APDU of `limit` data octets (255 for a short one) at this level. */
  largestPlainData(limit?: number): number;
  /** Sends a plain command and gives the plain response. Throws `scp.response-mac`, `scp.closed`, and what the link throws. */
  transmit(command: CommandApdu): Promise<ResponseApdu>;
  /** Encrypts key values and the like under the channel's DEK, filled with zeros to whole blocks. */
  encryptSensitive(data: Uint8Array): Uint8Array;
  /** Ends the use of this channel on our side; the card ends its side with the next SELECT or reset. */
  close(): void;
}
