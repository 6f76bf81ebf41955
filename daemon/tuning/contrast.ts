import type { Colour } from "./schema/look.js";

/** Colours that are seen on one another: text needs 4.5:1 (WCAG 2.2, 1.4.3), the edge of an input 3:1 (1.4.11). */
export const pairs: readonly { readonly front: Colour; readonly back: Colour; readonly least: number }[] = [
  { front: "ink", back: "ground", least: 4.5 },
  { front: "ink", back: "sheet", least: 4.5 },
  { front: "soft", back: "ground", least: 4.5 },
  { front: "soft", back: "sheet", least: 4.5 },
  { front: "onAccent", back: "accent", least: 4.5 },
  { front: "accent", back: "sheet", least: 4.5 },
  { front: "good", back: "sheet", least: 4.5 },
  { front: "warn", back: "sheet", least: 4.5 },
  { front: "bad", back: "sheet", least: 4.5 },
  { front: "field", back: "sheet", least: 3 },
];

/** One channel of sRGB, 0 to 255, in linear light (WCAG 2.2, relative luminance). */
function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance of `#rrggbb`, from 0 for black to 1 for white. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
