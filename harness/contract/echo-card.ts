import { respond, status } from "#card/iso7816/response-apdu.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";

/** INS of the commands that an echo card knows. */
export const ECHO = {
  /** Remembers P2 until the next reset. */
  remember: 0xa4,
  /** Answers what is remembered (one octet), 6985 after a reset. */
  recall: 0xca,
  /** Answers P1 P2 octets, each the low octet of its own offset. */
  count: 0xb0,
  /** Answers the length of the command in four octets. */
  measure: 0xda,
} as const;

export function echoCommand(ins: number, p1 = 0, p2 = 0): Uint8Array {
  return Uint8Array.of(0x00, ins, p1, p2, 0x00);
}

/** The smallest card that shows what a reader does to it: power, reset, order of commands, loss of volatile state. */
export class EchoCard implements VirtualCard {
  readonly atr: Uint8Array;
  /** P2 of every command, in the order of arrival. */
  readonly seen: number[] = [];
  /** Called with each command before it is answered. */
  onCommand: ((command: Uint8Array) => void) | undefined;
  #remembered: number | undefined;

  /** `mark` is the last historical byte of the ATR: it tells two cards apart. */
  constructor(mark = 0) {
    // T=1 alone, so that the reader needs no PPS; TCK closes the checksum (ISO/IEC 7816-3, 8.2.5).
    const tck = [0x81, 0x80, 0x01, mark].reduce((sum, octet) => sum ^ octet, 0);
    this.atr = Uint8Array.of(0x3b, 0x81, 0x80, 0x01, mark, tck);
  }

  powerOn(): Uint8Array {
    return this.reset();
  }

  powerOff(): void {
    this.#remembered = undefined;
  }

  reset(): Uint8Array {
    this.#remembered = undefined;
    return this.atr;
  }

  transmit(command: Uint8Array): Uint8Array {
    this.onCommand?.(command);
    const [, ins, p1 = 0, p2 = 0] = command;
    this.seen.push(p2);
    switch (ins) {
      case ECHO.remember:
        this.#remembered = p2;
        return status(0x9000);
      case ECHO.recall:
        return this.#remembered === undefined ? status(0x6985) : respond(Uint8Array.of(this.#remembered));
      case ECHO.count:
        return respond(Uint8Array.from({ length: (p1 << 8) | p2 }, (_, offset) => offset & 0xff));
      case ECHO.measure:
        return respond(new Uint8Array(new Uint32Array([command.length]).buffer).reverse());
      default:
        return status(0x6d00);
    }
  }
}
