import PDFDocument from "pdfkit";
import type { PageLayout } from "../layout.js";
import { Ink } from "./ink.js";
import { dayInEra, dayOf } from "./japanese-day.js";
import { Typeface } from "./typeface.js";

/** Who prints, for whom, when: at the foot of every page. */
export interface Imprint {
  readonly municipality: { readonly code: string; readonly name: string };
  readonly operator: string;
  /** Milliseconds since 1970 UTC; printed in the time of Japan. */
  readonly at: number;
}

export const RULE = "#8a8f98";
export const SOFT = "#4a4f57";
export const SHADE = "#eef1f3";
const FOOT = 7.5;

let typeface: Typeface | undefined;

const JAPAN_MS = 9 * 3_600_000;
const timeOf = (at: number): string => new Date(at + JAPAN_MS).toISOString().slice(11, 16);

/** The paper of one form: its pages, the head of the first one and the foot of each. */
export class Frame {
  readonly doc: PDFKit.PDFDocument;
  readonly ink: Ink;
  readonly layout: PageLayout;
  readonly left: number;
  readonly width: number;
  /** Where what is written must end: above the foot. */
  readonly bottom: number;
  readonly #imprint: Imprint;

  constructor(layout: PageLayout, imprint: Imprint, bufferPages: boolean) {
    const at = new Date(imprint.at);
    this.doc = new PDFDocument({
      size: [layout.width, layout.height],
      // Places are reckoned here; pdfkit must never break a page by itself.
      margin: 0,
      lang: "ja-JP",
      pdfVersion: "1.7",
      bufferPages,
      info: { Title: layout.title.ja, Producer: "Madoguchi", CreationDate: at, ModDate: at },
    });
    typeface ??= new Typeface();
    this.ink = new Ink(this.doc, typeface);
    this.layout = layout;
    this.#imprint = imprint;
    this.left = layout.margins.left;
    this.width = layout.width - layout.margins.left - layout.margins.right;
    this.bottom = layout.height - layout.margins.bottom - this.ink.heightOf(1, FOOT) - 6;
  }

  get top(): number {
    return this.layout.margins.top;
  }

  page(): void {
    this.doc.addPage();
  }

  /** Letterhead, title, day and municipality; gives the place below. */
  head(): number {
    const { ink, layout, left, width } = this;
    const { municipality, at } = this.#imprint;
    let y = this.top;
    for (const line of layout.letterhead) y = ink.text(line, left, y, width, { size: 9, colour: SOFT });
    const size = Math.min(layout.fontSize * 1.7, 20);
    y = ink.text(layout.title.ja, left, y + 4, width, { size, align: "centre" });
    const day = `${dayInEra(dayOf(at))}　${municipality.name}`;
    return ink.text(day, left, y + 2, width, { size: layout.fontSize * 0.9, align: "right" }) + 6;
  }

  /** The line at the foot of the page that is being drawn. */
  foot(page: string): void {
    const { ink, layout, left, width, doc } = this;
    const { municipality, operator, at } = this.#imprint;
    const y = layout.height - layout.margins.bottom - ink.heightOf(1, FOOT);
    this.rule(y - 3);
    const when = `${new Date(at + JAPAN_MS).toISOString().slice(0, 10)} ${timeOf(at)}（日本時間）`;
    const text = `${municipality.name}（${municipality.code}）　操作者 ${operator}　出力 ${when}`;
    const style = { size: FOOT, colour: SOFT } as const;
    ink.lines(ink.wrap(text, width - 60, FOOT).slice(0, 1), left, y, width, style);
    ink.text(page, left, y, width, { ...style, align: "right" });
    doc.fillColor("#000000");
  }

  rule(y: number): void {
    const { doc, left, width } = this;
    doc
      .lineWidth(0.5)
      .strokeColor(RULE)
      .moveTo(left, y)
      .lineTo(left + width, y)
      .stroke();
  }

  box(x: number, y: number, width: number, height: number, fill?: string): void {
    const { doc } = this;
    doc.lineWidth(0.5).strokeColor(RULE).rect(x, y, width, height);
    if (fill === undefined) doc.stroke();
    else doc.fillAndStroke(fill, RULE);
  }

  /** What was drawn so far and not yet taken. */
  *drawn(): Generator<Uint8Array> {
    for (let part = this.doc.read(); part !== null; part = this.doc.read()) yield part as Uint8Array;
  }

  end(): Generator<Uint8Array> {
    this.doc.end();
    return this.drawn();
  }
}
