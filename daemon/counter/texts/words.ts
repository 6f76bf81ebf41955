import type { Bilingual } from "#daemon/api/contract/index.js";

/** A text of the page: both languages, and the key under which tuning knows it (R-TUNE-07 to 09). */
export interface Wording extends Bilingual {
  readonly key: string;
}

/** Texts of one part of the page under their names. Each needs both languages: one that is missing does not compile. */
export function words<const T extends Readonly<Record<string, Bilingual>>>(
  part: string,
  texts: T,
): { readonly [K in keyof T]: Wording } {
  const keyed = Object.entries(texts).map(([name, text]) => [name, { ...text, key: `${part}.${name}` }] as const);
  return Object.fromEntries(keyed) as { readonly [K in keyof T]: Wording };
}
