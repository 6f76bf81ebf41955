import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Font, openSync } from "fontkit";
import { variantsOf } from "./variants.js";

/** One character as a face has it. */
export interface SetCharacter {
  readonly face: string;
  /** Number of its glyph in the face. */
  readonly glyph: number;
  /** What is set: the character, with the selector of its variant where the face has that form; 〓 where no face has the character. */
  readonly text: string;
  /** Share of the type size that it takes in width. */
  readonly advance: number;
  /** The character as it was given, where a person must look at it: set as 〓, or in the basic form in the place of a variant. */
  readonly replaced?: string;
}

const MARK = "〓";

/** The face that comes with the package, and the one of the national register of characters (文字情報基盤), where Debian's package is installed. */
const FACES: readonly string[] = [
  fileURLToPath(import.meta.resolve("@expo-google-fonts/biz-udpmincho/400Regular/BIZUDPMincho_400Regular.ttf")),
  "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
];

/** A character with the variation selector that belongs to it. */
const CHARACTERS = /(.)([\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?)/gsu;

interface Face {
  readonly file: string;
  readonly font: Font;
  variant(codePoint: number, selector: number): number | undefined;
}

/**
 * The faces that papers are set in: a character comes from the first that has it, and what none has becomes 〓, as at a real counter.
 * A variant form (IVS) is set where a face has it; where none has, its basic form is, and it is named among the replaced.
 */
export class Typeface {
  readonly #faces: readonly Face[];
  /** As many as there are characters in the faces at most. */
  readonly #known = new Map<string, SetCharacter>();

  constructor(files: readonly string[] = FACES) {
    this.#faces = files
      .filter((file) => existsSync(file))
      .map((file) => {
        const font = openSync(file) as Font;
        return { file, font, variant: variantsOf(font) };
      });
  }

  /** Each character of a text as it is set. */
  characters(text: string): SetCharacter[] {
    const all: SetCharacter[] = [];
    for (const [whole, character = "", selector = ""] of text.matchAll(CHARACTERS)) {
      let set = this.#known.get(whole);
      if (set === undefined) {
        set = this.#find(character, selector);
        // What no face has can be anything: it is looked for again rather than remembered.
        if (set.replaced === undefined) this.#known.set(whole, set);
      }
      all.push(set);
    }
    return all;
  }

  #find(character: string, selector: string): SetCharacter {
    const codePoint = character.codePointAt(0) ?? 0;
    const having = this.#faces.filter(({ font }) => font.hasGlyphForCodePoint(codePoint));
    for (const face of selector === "" ? [] : having) {
      const variant = face.variant(codePoint, selector.codePointAt(0)!);
      if (variant === undefined) continue;
      return this.#made(face, variant, face.font.getGlyph(variant).advanceWidth, character + selector);
    }
    const face = having[0];
    if (face === undefined) {
      const first = this.#faces[0]!;
      const mark = first.font.glyphForCodePoint(MARK.codePointAt(0)!);
      return this.#made(first, mark.id, mark.advanceWidth, MARK, character + selector);
    }
    const glyph = face.font.glyphForCodePoint(codePoint);
    const replaced = selector === "" ? undefined : character + selector;
    return this.#made(face, glyph.id, glyph.advanceWidth, character, replaced);
  }

  #made({ file, font }: Face, glyph: number, width: number, text: string, replaced?: string): SetCharacter {
    const advance = width / font.unitsPerEm;
    return { face: file, glyph, text, advance, ...(replaced !== undefined && { replaced }) };
  }
}
