import PDFDocument from "pdfkit";
import { Ink } from "#daemon/forms/paper/ink.js";
import { Typeface } from "#daemon/forms/paper/typeface.js";
import type { Paper } from "./paper.js";
import { dayInEra, dayOf } from "./paper.js";

/** A drawn certificate that waits for its signature, and the characters on it that a person must look at. */
export interface Drawn {
  readonly pdf: Buffer;
  readonly replaced: readonly string[];
}

/** Octets that are kept for the signature. */
const SIGNATURE_OCTETS = 8_192;
/** What @signpdf looks for and puts the true figures in the place of. */
const LATER = "**********";

const MARGIN = 62;
const LABEL = 150;
const RULE = "#8a8f98";
const INK = "#1a1c20";
const SEAL = "#c8372d";

interface Writing {
  /** Width of the box; that between the margins when left out. */
  readonly in?: number;
  readonly align?: "centre" | "right";
  readonly colour?: string;
}

const typeface = new Typeface();

/** Draws a certificate on one A4 page, marked 見本 SAMPLE, with a place for the signature. All type is embedded. */
export function drawPaper(paper: Paper): Promise<Drawn> {
  const issued = new Date(paper.issuedAt);
  const doc = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    lang: "ja-JP",
    pdfVersion: "1.7",
    info: { Title: `${paper.title.ja}（見本）`, Producer: "Madoguchi", CreationDate: issued, ModDate: issued },
  });
  const ink = new Ink(doc, typeface);
  const width = doc.page.width - 2 * MARGIN;
  const write = (text: string, x: number, y: number, size: number, { in: box = width, ...style }: Writing = {}) =>
    ink.text(text, x, y, box, { size, colour: INK, ...style });

  // The mark stands behind everything and is large: nobody may take it for a real certificate.
  doc.save();
  doc.rotate(-38, { origin: [doc.page.width / 2, doc.page.height / 2] });
  doc.fillOpacity(0.11);
  write("見本 SAMPLE", 0, doc.page.height / 2 - 60, 84, { in: doc.page.width, align: "centre", colour: "#d3342b" });
  doc.restore();

  doc.fillOpacity(1);
  let y = write(paper.title.ja, MARGIN, MARGIN + 12, 24, { align: "centre" });
  y = write(paper.title.en, MARGIN, y + 2, 9, { align: "centre" }) + 30;

  for (const { label, text } of paper.lines) {
    const bottom = Math.max(
      write(label, MARGIN + 10, y + 10, 10.5, { in: LABEL - 20 }),
      write(text === "" ? "―" : text, MARGIN + LABEL + 10, y + 8, 13, { in: width - LABEL - 20 }),
    );
    const height = bottom + 9 - y;
    doc.lineWidth(0.6).strokeColor(RULE);
    doc.rect(MARGIN, y, LABEL, height).stroke();
    doc.rect(MARGIN + LABEL, y, width - LABEL, height).stroke();
    y += height;
  }

  y = write(paper.statement, MARGIN, y + 34, 12);
  y = write(dayInEra(dayOf(paper.issuedAt)), MARGIN + 20, y + 24, 12, { in: width - 20 });
  const sign = y + 26;
  write(`${paper.municipality.name}長`, MARGIN + width / 2 - 20, sign, 16, { in: width / 2 - 60, align: "right" });
  doc.save().lineWidth(1.6).strokeColor(SEAL);
  doc.rect(MARGIN + width - 54, sign - 16, 50, 50).stroke();
  write("見本", MARGIN + width - 54, sign - 4, 17, { in: 50, align: "centre", colour: SEAL });
  doc.restore();

  // Above the margin at the foot, or the page would break here.
  const foot = doc.page.height - MARGIN - 34;
  doc
    .lineWidth(0.6)
    .strokeColor(RULE)
    .moveTo(MARGIN, foot - 8)
    .lineTo(MARGIN + width, foot - 8)
    .stroke();
  const small = { colour: "#4a4f57" };
  write(
    `発行番号 ${paper.serial}　団体コード ${paper.municipality.code}　試験用（効力はありません） for tests only`,
    MARGIN,
    foot,
    8,
    small,
  );
  const note = ink.replaced.size === 0 ? "" : "　※代替字形で印字した文字があります。";
  write(
    `この文書は電子署名されています。madoguchi verify --certificate で改ざんの有無を確認できます。${note}`,
    MARGIN,
    foot + 13,
    8,
    small,
  );

  reserveSignature(doc, issued);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    doc.on("data", (part: Buffer) => parts.push(part));
    doc.on("end", () => resolve({ pdf: Buffer.concat(parts), replaced: [...ink.replaced] }));
    doc.on("error", reject);
    doc.end();
  });
}

/** The parts of a document that pdfkit does not show in its types. */
interface Inside {
  readonly _root: { readonly data: { readonly AcroForm: { readonly data: Record<string, unknown> } } };
  readonly page: { readonly annotations: readonly unknown[] };
}

/** A signature field without a face on the page (ISO 32000-1, 12.7.4.5) whose value is signed later. */
function reserveSignature(doc: PDFKit.PDFDocument, signedAt: Date): void {
  // pdfkit writes a String object as text and a plain string as a name.
  const text = (value: string) => Object(value) as unknown;
  const signature = doc.ref({
    Type: "Sig",
    Filter: "Adobe.PPKLite",
    SubFilter: "adbe.pkcs7.detached",
    ByteRange: [0, LATER, LATER, LATER],
    Contents: Buffer.alloc(SIGNATURE_OCTETS),
    Reason: text("証明書の発行（見本）"),
    M: signedAt,
  });
  doc.initForm();
  doc.annotate(0, 0, 0, 0, { Subtype: "Widget", FT: "Sig", T: text("Signature1"), V: signature, F: 132 } as object);
  const { _root, page } = doc as unknown as Inside;
  const form = _root.data.AcroForm.data;
  // SignaturesExist and AppendOnly (12.7.2); appearances must not be made anew, which would change the file.
  Object.assign(form, { SigFlags: 3, Fields: [page.annotations.at(-1)], NeedAppearances: false });
  signature.end(Buffer.alloc(0));
}
