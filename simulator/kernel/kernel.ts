import { apduErrors, CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { nvmErrors } from "../nvm/nvm-errors.js";
import { PowerLoss } from "../nvm/power-loss.js";
import type { ApplicationDirectory, CardApplication } from "./application.js";
import { classOf } from "./command-class.js";
import { Selection } from "./selection.js";
import type { VirtualCard } from "./virtual-card.js";

/** What the kernel stands on. */
export interface KernelParts {
  readonly atr: Uint8Array;
  readonly directory: ApplicationDirectory;
  /** Whether extended length fields are taken; 6700 otherwise. */
  readonly extendedLength: boolean;
  /** Octets that a command's data field may have; 6700 for more. */
  readonly maxCommandData?: number;
  /** Brings NVM and the parts above it to where power-on and reset leave them. */
  readonly start: () => void;
  /** Told of an exception that an application let out: the card answers 6F00. */
  readonly onDefect?: (error: unknown, command: Uint8Array) => void;
}

/** Sees every exchange; `response` is undefined when the power failed before an answer. */
export type CardObserver = (command: Uint8Array, response: Uint8Array | undefined) => void;

/** Power, reset and dispatch: whatever comes in, a well-formed response goes out. */
export class Kernel implements VirtualCard {
  /** May change while the card is out of a reader: another interface has another one. */
  atr: Uint8Array;
  /** Set to trace; undefined costs nothing. */
  observer: CardObserver | undefined;
  readonly #parts: KernelParts;
  readonly #selection: Selection;
  #powered = false;

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.atr = parts.atr;
    this.#selection = new Selection(parts.directory);
  }

  /** The application that gets the next command. */
  get selected(): CardApplication {
    return this.#selection.current;
  }

  powerOn(): Uint8Array {
    return this.reset();
  }

  powerOff(): void {
    if (this.#powered) this.#selection.current.deselect();
    this.#powered = false;
  }

  reset(): Uint8Array {
    this.powerOff();
    this.#parts.start();
    this.#selection.reset();
    this.#powered = true;
    return this.atr;
  }

  transmit(command: Uint8Array): Uint8Array {
    if (this.observer === undefined) return this.#exchange(command);
    let response: Uint8Array | undefined;
    try {
      response = this.#exchange(command);
      return response;
    } finally {
      this.observer(command, response);
    }
  }

  #exchange(octets: Uint8Array): Uint8Array {
    if (!this.#powered) throw new PowerLoss();
    try {
      const response = this.#dispatch(CommandApdu.parse(octets));
      if (response.length >= 2) return response;
      throw new TypeError("a response without a status word");
    } catch (error) {
      return this.#failure(error, octets);
    }
  }

  #dispatch(command: CommandApdu): Uint8Array {
    const { cla, ins } = command;
    if (command.extended && !this.#takes(command)) return status(SW.WRONG_LENGTH);
    if (cla !== 0x00 && cla !== 0x80) {
      const kind = classOf(cla);
      if (kind === "invalid") return status(SW.CLA_NOT_SUPPORTED);
      if (kind === "other-channel") return status(SW.CHANNEL_NOT_SUPPORTED);
    }
    if (ins === 0xa4 && cla === 0x00) {
      if (command.p1 === 0x04) return this.#selection.byName(command);
      if (command.p1 === 0x00) return this.#selection.masterFile(command);
    }
    return this.#selection.current.process(command);
  }

  /** Whether a command with extended length fields is within what the card takes. */
  #takes({ data }: CommandApdu): boolean {
    const { extendedLength, maxCommandData } = this.#parts;
    return extendedLength && data.length <= (maxCommandData ?? 0xffff);
  }

  #failure(error: unknown, octets: Uint8Array): Uint8Array {
    if (error instanceof PowerLoss) {
      this.powerOff();
      throw error;
    }
    if (apduErrors.is(error)) return status(SW.WRONG_LENGTH);
    if (nvmErrors.is(error, "full")) return status(SW.NO_SPACE);
    this.#parts.onDefect?.(error, octets);
    return status(SW.UNKNOWN);
  }
}
