import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { KeyFormat } from "./key-format.js";

/** The card's end of a secure channel as the application that owns it uses it, whichever protocol it speaks. */
export interface CardChannel {
  /** Security level of the open session; undefined when none is open. */
  readonly level: number | undefined;
  /** Version of the keys that the open session stands on. */
  readonly keyVersion: number | undefined;
  /** What keys PUT KEY brings. */
  readonly keyFormat: KeyFormat;
  /** INITIALIZE UPDATE: gives the response. Ends an open session. */
  begin(command: CommandApdu): Uint8Array;
  /** EXTERNAL AUTHENTICATE: 9000 and the session is open, or it is over. */
  authenticate(command: CommandApdu): Uint8Array;
  /** The plain command of a protected one; undefined when no session is open or its protection is wrong: answer 6982. */
  unwrap(command: CommandApdu): CommandApdu | undefined;
  /** The response to an unwrapped command, protected as the session's level asks. */
  wrapResponse(response: Uint8Array): Uint8Array;
  /** Sensitive data of `length` octets that came under the DEK of the open session; undefined when it cannot be that. */
  decryptSensitive(hidden: Uint8Array, length: number): Uint8Array | undefined;
  /** Ends whatever session there is. */
  close(): void;
}
