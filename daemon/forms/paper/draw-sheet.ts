import type { Form } from "../../api/contract/index.js";
import type { PageLayout } from "../layout.js";
import { Frame, SHADE, SOFT } from "./frame.js";

/** What a drawing comes to, for the record. */
export interface Printed {
  pages: number;
  rows: number;
  /** Different characters that were set as 〓 or in another form. */
  replaced: number;
}

const PAD = 4;
const LABEL_SHARE = 0.28;
const SEAL = 58;
/** Rows of a table by which its columns are made. */
const MEASURED = 200;
const SUBSTITUTED = "※代替字形で印字した文字があります。原本の字形を確認してください。";

/** Draws a sheet, on as many pages as it takes; `printed` is filled in. All type is embedded. */
export function* drawSheet(form: Form, layout: PageLayout, printed: Printed): Generator<Uint8Array> {
  const at = Date.parse(form.issuedAt);
  const frame = new Frame(layout, { municipality: form.municipality, operator: form.issuedBy, at }, true);
  const { ink, left, width } = frame;
  const size = layout.fontSize;
  let y = frame.head();

  /** Room for so much, on this page or on a new one. */
  const room = (height: number) => {
    if (y + height <= frame.bottom) return;
    frame.page();
    y = frame.top;
  };
  const heading = (text: string) => {
    room(ink.heightOf(3, size));
    y = ink.text(text, left, y + 6, width, { size: size * 1.05 }) + 2;
  };

  for (const section of form.sections) {
    if (section.fields.length === 0 && section.columns.length === 0) continue;
    heading(section.title.ja);
    const label = width * LABEL_SHARE;
    for (const field of section.fields) {
      const labels = ink.wrap(field.label.ja, label - 2 * PAD, size * 0.9);
      let values = ink.wrap(field.value === "" ? "―" : field.value, width - label - 2 * PAD, size);
      // A value that is longer than a page goes on in a further row: nothing is cut.
      do {
        const fits = Math.max(1, Math.floor((frame.bottom - frame.top - 2 * PAD) / ink.heightOf(1, size)));
        const part = values.slice(0, fits);
        values = values.slice(fits);
        const height = Math.max(ink.heightOf(part.length, size), ink.heightOf(labels.length, size * 0.9)) + 2 * PAD;
        room(height);
        frame.box(left, y, label, height, SHADE);
        frame.box(left + label, y, width - label, height);
        ink.lines(labels, left + PAD, y + PAD, label, { size: size * 0.9, colour: SOFT });
        ink.lines(part, left + label + PAD, y + PAD, width - label - 2 * PAD, { size });
        y += height;
      } while (values.length > 0);
    }
    if (section.columns.length > 0) tabular(section);
  }

  function tabular({ columns, lines }: Form["sections"][number]): void {
    const small = size * 0.82;
    const heads = columns.map(({ ja }) => ja);
    // Each column as wide as what stands in it, within bounds: a sentence must not leave a number without room.
    const wanted = heads.map((head, index) => {
      const cells = [head, ...lines.slice(0, MEASURED).map((line) => line[index] ?? "")];
      return Math.min(width / 2, Math.max(...cells.map((cell) => ink.width(cell, small))) + 2 * PAD);
    });
    const sum = wanted.reduce((total, one) => total + one, 0);
    const widths = wanted.map((one) => (one * width) / sum);
    const draw = (set: readonly ReturnType<typeof ink.wrap>[], height: number, fill?: string) => {
      let x = left;
      set.forEach((one, index) => {
        const wide = widths[index] ?? 0;
        frame.box(x, y, wide, height, fill);
        ink.lines(one, x + PAD, y + PAD / 2, wide - 2 * PAD, { size: small });
        x += wide;
      });
      y += height;
    };
    const row = (cells: readonly string[], fill?: string) => {
      const set = cells.map((cell, index) => ink.wrap(cell, (widths[index] ?? 0) - 2 * PAD, small));
      const height = ink.heightOf(Math.max(1, ...set.map((one) => one.length)), small) + PAD;
      const before = y;
      room(height);
      // Overleaf the heads stand again.
      if (y < before && fill === undefined) row(heads, SHADE);
      draw(set, height, fill);
    };
    row(heads, SHADE);
    for (const line of lines) {
      row(line);
      printed.rows++;
    }
    if (lines.length === 0) row(["該当なし", ...columns.slice(1).map(() => "")]);
  }

  y += 6;
  // The box for the seal stands at the right, with the notes beside it.
  const beside = layout.seal === undefined ? 0 : SEAL + 12;
  const sealed = ink.heightOf(1, 8) + SEAL;
  if (layout.seal !== undefined) room(sealed);
  const top = y;
  if (layout.seal !== undefined) {
    const x = left + width - SEAL;
    ink.text(layout.seal, x, y, SEAL, { size: 8, colour: SOFT, align: "centre" });
    frame.box(x, y + ink.heightOf(1, 8), SEAL, SEAL);
  }
  for (const note of layout.notes) {
    const lines = ink.wrap(note, width - beside, size * 0.9);
    room(ink.heightOf(lines.length, size * 0.9));
    y = ink.lines(lines, left, y, width - beside, { size: size * 0.9 });
  }
  if (layout.seal !== undefined && y >= top) y = Math.max(y, top + sealed + 4);
  if (ink.replaced.size > 0) {
    room(ink.heightOf(1, 8));
    ink.text(SUBSTITUTED, left, y, width, { size: 8, colour: SOFT });
  }

  const { count } = frame.doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    frame.doc.switchToPage(page);
    frame.foot(`${page + 1} / ${count} ページ`);
  }
  printed.pages = count;
  printed.replaced = ink.replaced.size;
  yield* frame.end();
}
