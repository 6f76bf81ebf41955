/** What a person reads of an error: what happened, and what to do about it. Never a secret, never a personal datum. */
export interface ErrorText {
  readonly cause: string;
  readonly remedy: string;
}

/** One row of the error catalogue, in both languages of the house. */
export interface ErrorEntry {
  readonly en: ErrorText;
  readonly ja: ErrorText;
}

/** A fact that places the error: an offset, a status word, a file and its line. Secrets have no place here. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** A catalogue row under its full code (`family.key`). */
export interface CatalogueRow extends ErrorEntry {
  readonly code: string;
}

const catalogue = new Map<string, CatalogueRow>();

/** Every error code that has been declared by the modules loaded so far, in order of declaration. */
export function errorCatalogue(): readonly CatalogueRow[] {
  return [...catalogue.values()];
}

function describe(details: ErrorDetails): string {
  const facts = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`);
  return facts.length === 0 ? "" : ` (${facts.join(", ")})`;
}

/**
 * The one error class of the house. `code` is stable (`family.key`) and is what programs compare;
 * the message is English for logs, and `row` has the texts for people in both languages.
 */
export class MadoguchiError extends Error {
  override readonly name = "MadoguchiError";
  readonly code: string;
  readonly details: ErrorDetails;
  readonly row: CatalogueRow;

  constructor(row: CatalogueRow, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(`${row.code}: ${row.en.cause}${describe(details)}`, options);
    this.code = row.code;
    this.details = details;
    this.row = row;
  }
}

/** A family of codes: `family.error("key", details)` makes the error `family.key`. */
export interface ErrorFamily<K extends string> {
  readonly family: string;
  error(key: K, details?: ErrorDetails, options?: { cause?: unknown }): MadoguchiError;
  /** True when `value` is the error `family.key`, or any error of the family when no key is given. */
  is(value: unknown, key?: K): value is MadoguchiError;
}

/** Declares a family of error codes. A family is declared once, beside the code that raises it. */
export function errorFamily<K extends string>(
  family: string,
  entries: Readonly<Record<K, ErrorEntry>>,
): ErrorFamily<K> {
  const rows = new Map<string, CatalogueRow>();
  for (const [key, entry] of Object.entries<ErrorEntry>(entries)) {
    const code = `${family}.${key}`;
    if (catalogue.has(code)) throw new TypeError(`error code ${code} is declared twice`);
    const row = { code, ...entry };
    rows.set(key, row);
    catalogue.set(code, row);
  }
  return {
    family,
    error: (key, details, options) => new MadoguchiError(rows.get(key)!, details, options),
    is: (value, key): value is MadoguchiError =>
      value instanceof MadoguchiError &&
      (key === undefined ? value.code.startsWith(`${family}.`) : value.code === `${family}.${key}`),
  };
}

/** True when `value` is an error of the house, with this code when one is given. */
export function isMadoguchiError(value: unknown, code?: string): value is MadoguchiError {
  return value instanceof MadoguchiError && (code === undefined || value.code === code);
}
