import type { Font } from "fontkit";

/** The table of variation sequences (OpenType cmap format 14) as fontkit reads it and does not show in its types. */
interface Sequences {
  readonly varSelectors: { toArray(): readonly Selector[] };
}
interface Selector {
  readonly varSelector: number;
  readonly defaultUVS: readonly { readonly startUnicodeValue: number; readonly additionalCount: number }[] | null;
  readonly nonDefaultUVS: readonly { readonly unicodeValue: number; readonly glyphID: number }[] | null;
}

const sequenceKey = (codePoint: number, selector: number): string => `${codePoint} ${selector}`;

/**
 * The variants that a face has, read from its own table: fontkit's search finds some of them only. Gives the glyph of a sequence, or undefined
 * where the face does not have it; a sequence whose form is the face's basic one gives that.
 */
export function variantsOf(font: Font): (codePoint: number, selector: number) => number | undefined {
  const { uvs } = (font as unknown as { readonly _cmapProcessor: { readonly uvs?: Sequences | null } })._cmapProcessor;
  const own = new Map<string, number>();
  const basic = new Map<number, readonly (readonly [number, number])[]>();
  for (const { varSelector, defaultUVS, nonDefaultUVS } of uvs?.varSelectors.toArray() ?? []) {
    for (const { unicodeValue, glyphID } of [...(nonDefaultUVS ?? [])]) {
      own.set(sequenceKey(unicodeValue, varSelector), glyphID);
    }
    const ranges = [...(defaultUVS ?? [])].map(
      ({ startUnicodeValue: from, additionalCount: more }) => [from, from + more] as const,
    );
    basic.set(varSelector, ranges);
  }
  return (codePoint, selector) => {
    const glyph = own.get(sequenceKey(codePoint, selector));
    if (glyph !== undefined) return glyph;
    const isBasic = basic.get(selector)?.some(([from, to]) => from <= codePoint && codePoint <= to);
    return isBasic ? font.glyphForCodePoint(codePoint).id : undefined;
  };
}
