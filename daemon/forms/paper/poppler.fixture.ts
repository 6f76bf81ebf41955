import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What poppler, which knows nothing of us, finds in a PDF file. */
export interface Looked {
  readonly pages: number;
  /** Size of the paper, in points. */
  readonly paper: readonly [number, number];
  /** Text in the order of the page, blanks as one. */
  readonly text: string;
  /** One for each font: its name, and whether it is embedded, a subset, and has its characters told. */
  readonly fonts: readonly string[];
  /** Of each page at 36 dots an inch: where ink is, in points, and the share of dots that are dark. */
  readonly ink: readonly { readonly box: readonly [number, number, number, number]; readonly share: number }[];
}

/** True where poppler's programs are there. */
export async function hasPoppler(): Promise<boolean> {
  return run("pdftotext", ["-v"]).then(
    () => true,
    () => false,
  );
}

const DPI = 36;

/** Reads a PDF file by pdfinfo, pdftotext, pdffonts and pdftoppm. */
export async function look(pdf: Uint8Array): Promise<Looked> {
  const folder = await mkdtemp(join(tmpdir(), "madoguchi-form-"));
  try {
    const file = join(folder, "form.pdf");
    await writeFile(file, pdf);
    const { stdout: info } = await run("pdfinfo", [file]);
    const { stdout: text } = await run("pdftotext", ["-layout", file, "-"]);
    const { stdout: fonts } = await run("pdffonts", [file]);
    await run("pdftoppm", ["-r", String(DPI), "-gray", file, join(folder, "page")]);
    const images = (await readdir(folder)).filter((name) => name.endsWith(".pgm")).sort();
    const size = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info);
    return {
      pages: Number(/Pages:\s+(\d+)/.exec(info)?.[1]),
      paper: [Number(size?.[1]), Number(size?.[2])],
      text: text.replace(/[ \t]+/g, " "),
      fonts: fonts.trim().split("\n").slice(2),
      ink: await Promise.all(images.map(async (name) => inkOf(await readFile(join(folder, name))))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a grey image (PGM, P5) for where it is not white. */
function inkOf(image: Buffer) {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString("latin1"));
  if (head === null) throw new TypeError("no PGM image");
  const [width, height] = [Number(head[1]), Number(head[2])];
  const dots = image.subarray(head[0].length);
  let [left, top, right, bottom, dark] = [width, height, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (dots[y * width + x]! > 200) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      dark++;
    }
  }
  const points = (dot: number) => (dot * 72) / DPI;
  const box = [points(left), points(top), points(right), points(bottom)] as const;
  return { box, share: dark / (width * height) };
}
