/** What a person does at a library's window. */
export type LibraryAct = "lend" | "return" | "reserve" | "view";

export interface Loan {
  readonly item: string;
  readonly title: string;
  /** Last day of the loan in Japan, `2026-04-20`. */
  readonly due: string;
}

/** An item as anybody may see it: nothing in it says who has it. */
export interface ItemView {
  readonly title: string;
  /** Last day of the loan; undefined when it stands on its shelf. */
  readonly due?: string;
  readonly reservations: number;
}

/** What a library knows of a user: items by their numbers, no name and no address. */
export interface PatronView {
  /** Registered, and neither stopped nor ended. */
  readonly served: boolean;
  readonly loans: readonly string[];
  readonly reservations: readonly string[];
}

/**
 * What the window asks of a library system. The double does it by itself; a library's own system does it behind SIP2 (R-IF-02).
 * A user is known by the number in the library's card application and by nothing else (R-LIB-01).
 */
export interface Circulation {
  /** Throws `library.not-registered`, `.stopped`, `.no-such-item`, `.on-loan`, `.held-for-another`, `.too-many`; `library-line.refused`. */
  lend(number: string, item: string): Promise<Loan>;
  /** Throws `library.no-such-item`, `.not-on-loan`; `library-line.refused`. */
  giveBack(item: string): Promise<void>;
  reserve(number: string, item: string): Promise<void>;
  patron(number: string): Promise<PatronView>;
  /** Throws `library.no-such-item`; `library-line.refused`. */
  item(item: string): Promise<ItemView>;
}
