import type { SetCharacter, Typeface } from "./typeface.js";

/** The parts of pdfkit's embedded fonts and pages that its types do not show. */
interface Embedded {
  readonly id: string;
  readonly subset: { includeGlyph(glyph: number): number };
  readonly widths: number[];
  readonly unicode: number[][];
  readonly ascender: number;
  ref(): object;
}
interface Inside {
  readonly _font: Embedded;
  readonly page: { readonly fonts: Record<string, object>; readonly height: number };
  addContent(text: string): void;
}

export interface TextStyle {
  readonly size: number;
  /** `#rrggbb`. */
  readonly colour?: string;
  readonly align?: "left" | "centre" | "right";
}

/** What may not begin a line (JIS X 4051, 行頭禁則): it hangs at the end of the one before. */
const NOT_FIRST = /[、。，．・：；？！」』）］｝〉》】〕ー々,.:;?!)\]}]/u;
const LINE_HEIGHT = 1.45;

/**
 * Type on the pages of one document, set glyph by glyph: what is measured is what is drawn, and nothing is kept for each text, so that a list
 * of a million names takes no more memory than one of ten.
 */
export class Ink {
  readonly #doc: PDFKit.PDFDocument;
  readonly #typeface: Typeface;
  readonly #fonts = new Map<string, Embedded>();
  /** Characters that could not be set as they are: a person must look at them. */
  readonly replaced = new Set<string>();

  constructor(doc: PDFKit.PDFDocument, typeface: Typeface) {
    this.#doc = doc;
    this.#typeface = typeface;
  }

  /** Height of a number of lines. */
  heightOf(lines: number, size: number): number {
    return lines * size * LINE_HEIGHT;
  }

  width(text: string, size: number): number {
    return widthOf(this.#typeface.characters(text), size);
  }

  /** Breaks a text into lines of at most this width; Latin words are kept whole where they fit. */
  wrap(text: string, width: number, size: number): SetCharacter[][] {
    const lines: SetCharacter[][] = [];
    for (const part of text.split("\n")) {
      let line: SetCharacter[] = [];
      let used = 0;
      for (const one of this.#typeface.characters(part)) {
        const advance = one.advance * size;
        if (used + advance > width && line.length > 0 && !NOT_FIRST.test(one.text)) {
          const blank = /[\x21-\x7e]/.test(one.text) ? line.findLastIndex(({ text: before }) => before === " ") : -1;
          const carried = blank > 0 ? line.slice(blank + 1) : [];
          lines.push(blank > 0 ? line.slice(0, blank) : line);
          line = [...carried];
          used = widthOf(line, size);
        }
        line.push(one);
        used += advance;
      }
      lines.push(line);
    }
    return lines;
  }

  /** Sets lines below one another in a box; gives the place below them. */
  lines(lines: readonly (readonly SetCharacter[])[], x: number, y: number, width: number, style: TextStyle): number {
    const { size, align = "left" } = style;
    lines.forEach((line, index) => {
      const free = width - widthOf(line, size);
      const shift = align === "right" ? free : align === "centre" ? free / 2 : 0;
      this.#line(line, x + shift, y + this.heightOf(index, size), style);
    });
    return y + this.heightOf(lines.length, size);
  }

  /** Sets a text in a box, over as many lines as it takes; gives the place below it. */
  text(text: string, x: number, y: number, width: number, style: TextStyle): number {
    return this.lines(this.wrap(text, width, style.size), x, y, width, style);
  }

  #line(line: readonly SetCharacter[], x: number, y: number, { size, colour = "#1a1c20" }: TextStyle): void {
    if (line.length === 0) return;
    const inside = this.#doc as unknown as Inside;
    const height = inside.page.height;
    const parts: string[] = [];
    let face: Embedded | undefined;
    let hex = "";
    const flush = () => {
      if (face !== undefined && hex !== "") parts.push(`/${face.id} ${size} Tf <${hex}> Tj`);
      hex = "";
    };
    for (const one of line) {
      if (one.replaced !== undefined) this.replaced.add(one.replaced);
      const font = this.#embedded(one.face);
      if (font !== face) {
        flush();
        face = font;
        inside.page.fonts[font.id] ??= font.ref();
      }
      hex += this.#glyph(font, one).toString(16).padStart(4, "0");
    }
    flush();
    const baseline = height - y - size * (LINE_HEIGHT - 1) * 0.5 - (size * (face?.ascender ?? 880)) / 1000;
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const rgb = [red, green, blue].map((one) => (one ?? 0).toFixed(3)).join(" ");
    // Pages of pdfkit begin at the top; type stands upright from the bottom.
    inside.addContent(
      `q 1 0 0 -1 0 ${height} cm ${rgb} rg BT 1 0 0 1 ${x.toFixed(2)} ${baseline.toFixed(2)} Tm ${parts.join(" ")} ET Q`,
    );
  }

  #embedded(face: string): Embedded {
    let font = this.#fonts.get(face);
    if (font === undefined) {
      this.#doc.font(face);
      font = (this.#doc as unknown as Inside)._font;
      this.#fonts.set(face, font);
    }
    return font;
  }

  /** The number of a glyph in the part of the face that goes into the file. */
  #glyph(font: Embedded, { glyph, advance, text }: SetCharacter): number {
    const number = font.subset.includeGlyph(glyph);
    font.widths[number] ??= advance * 1000;
    font.unicode[number] ??= [...text].map((one) => one.codePointAt(0)!);
    return number;
  }
}

const widthOf = (line: readonly SetCharacter[], size: number): number =>
  line.reduce((sum, { advance }) => sum + advance * size, 0);
