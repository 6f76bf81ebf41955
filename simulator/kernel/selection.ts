import { startsWith } from "#card/bytes/bytes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { ApplicationDirectory, CardApplication } from "./application.js";

const P2_NEXT = 0x02;
const P2_NO_FCI = 0x0c;

/** Which application is selected, and how SELECT by DF name and SELECT MF change that. */
export class Selection {
  readonly #directory: ApplicationDirectory;
  #current: CardApplication;

  constructor(directory: ApplicationDirectory) {
    this.#directory = directory;
    this.#current = directory.defaultApplication;
  }

  get current(): CardApplication {
    return this.#current;
  }

  /** After reset: the default application. */
  reset(): void {
    this.#current = this.#directory.defaultApplication;
  }

  /**
   * `00 A4 04`: full or partial DF name; no name means the issuer security domain (GlobalPlatform 2.3.1, 11.9).
   * A SELECT that finds nothing, or is refused by what it finds, leaves everything as it was.
   */
  byName(command: CommandApdu): Uint8Array {
    const { p2, data } = command;
    if (p2 !== 0x00 && p2 !== P2_NEXT && p2 !== P2_NO_FCI) return status(SW.WRONG_P1P2);
    const found = p2 === P2_NEXT ? this.#next(data) : this.#directory.find(data, 0);
    if (found === undefined) return status(SW.NOT_FOUND);
    const response = found.select(command);
    if (!accepted(response)) return response;
    if (found !== this.#current) this.#current.deselect();
    this.#current = found;
    return response;
  }

  /**
   * `00 A4 00`, as measured on the card (card-facts 1.7): 6A86 after reset, 9000 inside an application without changing
   * anything, and 6A82 for a file named, 3F00 among them.
   */
  masterFile(command: CommandApdu): Uint8Array {
    if (this.#current === this.#directory.defaultApplication) return status(SW.WRONG_P1P2);
    return status(command.data.length === 0 ? SW.OK : SW.NOT_FOUND);
  }

  /** The occurrence behind the selected application; the first one when the selected has another name. */
  #next(name: Uint8Array): CardApplication | undefined {
    if (!startsWith(this.#current.aid, name)) return this.#directory.find(name, 0);
    for (let occurrence = 0; ; occurrence++) {
      const found = this.#directory.find(name, occurrence);
      if (found === undefined) return undefined;
      if (found === this.#current) return this.#directory.find(name, occurrence + 1);
    }
  }
}

/** 9000, or a warning: the application is selected. */
function accepted(response: Uint8Array): boolean {
  const sw1 = response[response.length - 2];
  return sw1 === 0x90 || sw1 === 0x61 || sw1 === 0x62 || sw1 === 0x63;
}
