import type { CardApp } from "#access/index.js";
import type { Circulation, LibraryAct, Loan, PatronView } from "./circulation.js";
import { libraryErrors } from "./library-errors.js";

/** The acts for which the holder's PIN is asked; every act has the mutual authentication besides. */
export type PinRule = readonly LibraryAct[];

export const USUAL_PIN_RULE: PinRule = ["reserve", "view"];

export interface WindowRequest {
  readonly act: LibraryAct;
  /** Number of the item, for all but `view`. */
  readonly item?: string | undefined;
  /** What the holder enters when asked. */
  readonly pin?: string | undefined;
}

export interface WindowAnswer extends PatronView {
  readonly act: LibraryAct;
  /** Whether the PIN was asked for: reports say which was tested. */
  readonly pin: boolean;
  readonly loan?: Loan;
}

/** Where the user's number with this system stands in the card application: the load writes it there. */
const NUMBER = { file: 1, record: 1 };

/** The window of a library (図書館の窓口): reads the number of the card's library application, and asks the library system (R-LIB-02). */
export class LibraryWindow {
  readonly #circulation: Circulation;
  readonly #pinFor: PinRule;

  constructor(circulation: Circulation, pinFor: PinRule = USUAL_PIN_RULE) {
    this.#circulation = circulation;
    this.#pinFor = pinFor;
  }

  /** Throws `library.*`, `library-line.*`, and what the card and the daemon refuse. A PIN that is not asked for is not sent. */
  async serve(app: CardApp, { act, item = "", pin }: WindowRequest): Promise<WindowAnswer> {
    const asks = this.#pinFor.includes(act);
    if (asks) {
      if (pin === undefined) throw libraryErrors.error("pin-needed", { act });
      await app.verifyPin(pin);
    }
    const number = new TextDecoder()
      .decode(await app.readRecord(NUMBER.file, NUMBER.record))
      .replaceAll("\0", "")
      .trim();
    const loan = await this.#act(act, number, item);
    return { act, pin: asks, ...(loan && { loan }), ...(await this.#circulation.patron(number)) };
  }

  async #act(act: LibraryAct, number: string, item: string): Promise<Loan | undefined> {
    switch (act) {
      case "lend":
        return this.#circulation.lend(number, item);
      case "return":
        return void (await this.#circulation.giveBack(item));
      case "reserve":
        return void (await this.#circulation.reserve(number, item));
      case "view":
        // A user whom the library does not serve has no view either.
        if (!(await this.#circulation.patron(number)).served) throw libraryErrors.error("not-registered");
        return undefined;
    }
  }
}
