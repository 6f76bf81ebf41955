import { readFileSync } from "node:fs";
import { peopleErrors } from "../errors.js";
import { BUILDINGS, PLACES } from "../generated/places.js";
import * as words from "../generated/words.js";
import { charactersOf } from "../person.js";
import { PEOPLE_FOLDER } from "../residents.js";

/** Sizes in pixels that names and addresses are written in. */
export type SpriteSize = 24 | 20;

/** Room above and below a character in its cell. */
export const SPRITE_LEADING = 4;

/** Every character that a generated resident's name or address can have, in a fixed order. */
export function spriteCharacters(): readonly string[] {
  const texts = [
    ..."０１２３４５６７８９（）　",
    ..."一二三四五六七八九丁目番号室",
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ'-. ",
    ...[words.FAMILIES, words.RARE_FAMILIES, words.IVS_FAMILIES, words.GAIJI_FAMILIES].flat().map(({ text }) => text),
    ...[words.GIVEN, words.LONG_GIVEN].flatMap((list) => Object.values(list).flat()).map(({ text }) => text),
    ...PLACES.flatMap(({ name, towns }) => [name, ...towns]),
    ...BUILDINGS.map(({ name }) => name),
  ];
  return [...new Set(texts.flatMap(charactersOf))].sort();
}

/** A black and white picture: one octet a pixel, 1 for black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Reads a PBM file (Netpbm's `P4`). */
function parsePbm(octets: Uint8Array): Bitmap {
  const head = /^P4\s(?:#[^\n]*\n)*(\d+)\s(\d+)\s/.exec(Buffer.from(octets.subarray(0, 200)).toString("latin1"))!;
  const [width, height] = [Number(head[1]), Number(head[2])];
  const step = Math.ceil(width / 8);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels[y * width + x] = (octets[head[0].length + y * step + (x >> 3)]! >> (7 - (x & 7))) & 1;
    }
  }
  return { width, height, pixels };
}

/** Characters that were drawn beforehand, one below the other. */
export interface SpriteSheet {
  readonly sheet: Bitmap;
  /** Row at which a character's cell begins. Throws `people.no-image` for one that was not drawn. */
  row(character: string): number;
}

const sheets = new Map<string, SpriteSheet>();

function load(file: string, characters: () => readonly string[], step: number): SpriteSheet {
  const known = sheets.get(file);
  if (known !== undefined) return known;
  let sheet: Bitmap;
  try {
    sheet = parsePbm(readFileSync(`${PEOPLE_FOLDER}images/${file}`));
  } catch (cause) {
    throw peopleErrors.error("no-image", { file: `images/${file}` }, { cause });
  }
  const rows = new Map(characters().map((character, index) => [character, step * index]));
  if (sheet.height !== step * rows.size) throw peopleErrors.error("no-image", { file: `images/${file}` });
  const row = (character: string) => {
    const at = rows.get(character);
    if (at === undefined) throw peopleErrors.error("no-image", { file: `images/${file}`, character });
    return at;
  };
  const made = { sheet, row };
  sheets.set(file, made);
  return made;
}

/** The characters of names and addresses, each in a cell of `size` by `size` + `SPRITE_LEADING`. */
export function characterSprites(size: SpriteSize): SpriteSheet {
  return load(`characters-${size}.pbm`, spriteCharacters, size + SPRITE_LEADING);
}

/** The digits of 個人番号 and security code, 6 x 12 each. */
export function digitSprites(): SpriteSheet {
  return load("digits.pbm", () => [..."0123456789"], 12);
}
