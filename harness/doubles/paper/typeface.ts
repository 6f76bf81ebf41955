import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Font, openSync } from "fontkit";

/** Text in one face. */
export interface Run {
  /** File of the face. */
  readonly face: string;
  readonly text: string;
}

/** Text ready to be set, and the characters that could not be set as they are. */
export interface Setting {
  readonly runs: readonly Run[];
  /** Characters set as 〓 or in another form: no face has them. */
  readonly replaced: readonly string[];
}

const MARK = "〓";

/** The face that comes with the package, and the one of the national register of characters (文字情報基盤), where Debian's package is installed. */
const FACES: readonly string[] = [
  fileURLToPath(import.meta.resolve("@expo-google-fonts/biz-udpmincho/400Regular/BIZUDPMincho_400Regular.ttf")),
  "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
];

/** A character with the variation selector that belongs to it. */
const CHARACTERS = /(.)([\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?)/gsu;

/**
 * The faces that certificates are set in: a character comes from the first that has it, and what none has becomes 〓, as at a real counter.
 * Variant forms (IVS) are set in their basic form and are named among the replaced: a person must look at them.
 */
export class Typeface {
  readonly #faces: readonly { readonly file: string; readonly font: Font }[];

  constructor(files: readonly string[] = FACES) {
    this.#faces = files.filter((file) => existsSync(file)).map((file) => ({ file, font: openSync(file) as Font }));
  }

  set(text: string): Setting {
    const runs: Run[] = [];
    const replaced: string[] = [];
    for (const [whole, character = "", selector] of text.matchAll(CHARACTERS)) {
      const face = this.#faces.find(({ font }) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
      if (face === undefined || selector !== "") replaced.push(whole);
      const file = (face ?? this.#faces[0])?.file ?? "";
      const set = face === undefined ? MARK : character;
      const last = runs.at(-1);
      if (last?.face === file) runs.splice(-1, 1, { face: file, text: last.text + set });
      else runs.push({ face: file, text: set });
    }
    return { runs, replaced };
  }
}
