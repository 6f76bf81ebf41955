import { signal } from "@preact/signals";
import type { Bilingual } from "#daemon/api/contract/index.js";

export type Language = "ja" | "en";

/** The language of the page. Japanese first: it is what the office works in. */
export const language = signal<Language>("ja");

/** Texts that a municipality has worded anew, by key; whatever is not in it reads as the house wrote it. */
export const retuned = signal<ReadonlyMap<string, Bilingual>>(new Map());

type Values = Readonly<Record<string, string | number>>;

/**
 * A text in the language of the page, with `{name}` filled in. Takes texts of the catalogue and those that come over the wire.
 * Reads signals: a component that says something is drawn again when language or tuning changes.
 */
export function say(text: Bilingual & { readonly key?: string }, values?: Values): string {
  const worded = (text.key !== undefined && retuned.value.get(text.key)) || text;
  const plain = worded[language.value];
  return values === undefined ? plain : plain.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** A number with its groups of digits. */
export const figure = (number: number): string => number.toLocaleString(language.value);

/** A moment of the wire (ISO 8601, UTC) on the clock of this place. */
export const moment = (iso: string): string =>
  new Date(iso).toLocaleString(language.value, { dateStyle: "medium", timeStyle: "short" });

/** A day of the wire (`1985-03-10`). */
export const day = (iso: string): string =>
  new Date(`${iso}T00:00:00`).toLocaleDateString(language.value, { dateStyle: "long" });
