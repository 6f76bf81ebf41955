/**
 * The least that must be done for a pair, to hold the card against: the same command octets taken apart, a file looked up,
 * the same octets copied behind them a status word. No card: no rights, no memory, no other command.
 */
export class BareLoop {
  readonly #files: ReadonlyMap<number, Uint8Array>;
  #current: Uint8Array | undefined;

  constructor(files: ReadonlyMap<number, Uint8Array>) {
    this.#files = files;
  }

  transmit(command: Uint8Array): Uint8Array {
    if (command[1] === 0xa4 && command[4] === 2 && command.length === 7) {
      const file = this.#files.get((command[5]! << 8) | command[6]!);
      if (file === undefined) return Uint8Array.of(0x6a, 0x82);
      this.#current = file;
      return Uint8Array.of(0x90, 0x00);
    }
    if (command[1] !== 0xb0 || command.length !== 5 || this.#current === undefined) return Uint8Array.of(0x6d, 0x00);
    const offset = (command[2]! << 8) | command[3]!;
    const piece = this.#current.subarray(offset, offset + (command[4]! || 256));
    const response = new Uint8Array(piece.length + 2);
    response.set(piece);
    response[piece.length] = 0x90;
    return response;
  }
}
