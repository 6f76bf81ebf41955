/** A text in both languages. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** One command and its answer at the card, as a trace or a report may show it: secrets never got in here. */
export interface ToldApdu {
  /** Upper-case hexadecimal; what is secret stands as a note in square brackets. */
  readonly command: string;
  /** As `command`; empty when the card lost its power before it answered. */
  readonly response: string;
  /** Name in the standard, such as `INSTALL [for load]`. */
  readonly name: string;
  /** What the command does here: which application, file, key or block. */
  readonly detail: Bilingual;
  /** What the answer says. */
  readonly outcome: Bilingual;
  readonly writes: boolean;
}
