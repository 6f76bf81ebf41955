import { concat, fromHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { EMPTY_ANSWER } from "../kernel/virtual-card.js";
import type { Fault, FaultOf } from "./fault.js";

const INITIALIZE_UPDATE = 0x50;
const MUTUAL_AUTHENTICATE = 0x82;

/** The octet of a response that a flip changes, or undefined where the answer has no such place. */
export function flippedOctet(
  { kind }: FaultOf<"wrong-mac" | "wrong-cryptogram">,
  command: Uint8Array,
  response: Uint8Array,
): number | undefined {
  const data = response.length - 2;
  const [cla = 0, ins = 0] = command;
  if (kind === "wrong-mac") {
    // GlobalPlatform 2.3.1, 11.1.4 and ISO/IEC 7816-4, 5.4.1: bits 3 and 4 say that a command is secured. Whether `C-MAC ‖ R-MAC`
    // or a data object 8E, the MAC is the last thing before the status word.
    return (cla & 0x0c) !== 0 && data > 0 ? data - 1 : undefined;
  }
  if (ins === MUTUAL_AUTHENTICATE) return data > 0 ? data - 1 : undefined;
  if (ins !== INITIALIZE_UPDATE || data < 28) return undefined;
  // SCP02 (GlobalPlatform 2.3.1, E.5.1.4): 28 octets, the cryptogram last. SCP03 (Amendment D, 7.1.1.6): 13 octets of facts,
  // then challenge and cryptogram of 8 or 16 octets each, then the sequence counter where challenges are pseudo-random.
  if (response[11] === 0x02) return 27;
  return 13 + (data >= 45 ? 16 : 8);
}

/** The response as the reader gets it under a fault that alters answers; other faults leave it as it is. */
export function altered(fault: Fault, command: Uint8Array, response: Uint8Array): Uint8Array {
  switch (fault.kind) {
    case "wrong-sw":
      return concat(response.subarray(0, Math.max(0, response.length - 2)), fromHex(fault.sw));
    case "garbage":
      return seededRandom(fault.seed).bytes(fault.length);
    case "truncate":
      return fault.length === 0 ? EMPTY_ANSWER : response.subarray(0, fault.length);
    case "extra": {
      const cut = { front: 0, "before-sw": Math.max(0, response.length - 2), end: response.length }[fault.where];
      return concat(response.subarray(0, cut), fromHex(fault.octets), response.subarray(cut));
    }
    case "wrong-mac":
    case "wrong-cryptogram": {
      const at = flippedOctet(fault, command, response);
      if (at === undefined) return response;
      const flipped = response.slice();
      flipped[at] = flipped[at]! ^ (1 << fault.bit);
      return flipped;
    }
    default:
      return response;
  }
}
