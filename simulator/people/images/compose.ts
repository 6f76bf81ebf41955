import { cardName, charactersOf } from "../person.js";
import type { TestResident } from "../residents.js";
import { encodePng } from "./png.js";
import { type Bitmap, characterSprites, digitSprites, SPRITE_LEADING, type SpriteSize } from "./sprites.js";

/** Every image says that nobody is on it. */
export const MARK = "SAMPLE: fictional test data";

/** As wide as twenty characters of an address, with a margin. */
const WIDTH = 408;
const MARGIN = 2;

function paper(width: number, height: number): Bitmap {
  return { width, height, pixels: new Uint8Array(width * height) };
}

/** Puts a part of one picture into another. */
function copy(from: Bitmap, row: number, size: { width: number; height: number }, to: Bitmap, x: number, y: number) {
  for (let dy = 0; dy < size.height; dy++) {
    const start = (row + dy) * from.width;
    to.pixels.set(from.pixels.subarray(start, start + size.width), (y + dy) * to.width + x);
  }
}

/** Latin letters take two thirds of the others' width; the drawn cell has them at its left. */
export function advance(character: string, size: SpriteSize): number {
  return character <= "~" ? (size * 2) / 3 : size;
}

/** The lines that a text takes in the width of the card's face. */
function wrapped(text: string, size: SpriteSize): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  let x = MARGIN;
  for (const character of charactersOf(text)) {
    if (x + Math.ceil(advance(character, size)) > WIDTH - MARGIN) {
      lines.push([]);
      x = MARGIN;
    }
    lines.at(-1)!.push(character);
    x += Math.ceil(advance(character, size));
  }
  return lines;
}

function written(text: string, size: SpriteSize): Uint8Array {
  const { sheet, row } = characterSprites(size);
  const step = size + SPRITE_LEADING;
  const lines = wrapped(text, size);
  const picture = paper(WIDTH, step * lines.length);
  for (const [index, line] of lines.entries()) {
    let x = MARGIN;
    for (const character of line) {
      const width = Math.ceil(advance(character, size));
      copy(sheet, row(character), { width, height: step }, picture, x, step * index);
      x += width;
    }
  }
  return encodePng(picture, MARK);
}

function digits(text: string): Uint8Array {
  const { sheet, row } = digitSprites();
  const picture = paper(6 * text.length, 12);
  for (const [index, digit] of [...text].entries()) {
    copy(sheet, row(digit), { width: 6, height: 12 }, picture, 6 * index, 0);
  }
  return encodePng(picture, MARK);
}

/** The texts on a generated resident's card face as PNG, put together of characters that were drawn beforehand. Throws `people.no-image`. */
export function composeTexts(resident: TestResident) {
  return {
    name: written(cardName(resident), 24),
    address: written(resident.address, 20),
    individualNumber: digits(resident.individualNumber),
    securityCode: digits(resident.securityCode),
  };
}
