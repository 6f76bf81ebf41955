import type { PageLayout } from "../layout.js";
import type { Printed } from "./draw-sheet.js";
import { Frame, type Imprint, SHADE } from "./frame.js";

/** A row of a list: the values of its fields by their ids. */
export type ListRow = Readonly<Record<string, string>>;

const PAD = 3;

/** How wide a column is beside the others; an added item is as wide as a name. */
const SHARES = new Map<string, number>(
  Object.entries({
    ...{ row: 0.7, sequence: 0.8, name: 1.6, kana: 2, address: 3.8, birth: 1.3, sex: 0.7, card: 1.2 },
    ...{ residentId: 1.4, registeredAt: 1.9, operatorId: 1.2, roles: 2, withdrawn: 2.4, state: 1 },
    ...{ at: 1.8, event: 2, outcome: 0.8, actor: 1.3, target: 2.6, code: 1.6, hash: 2 },
  }),
);

const shareOf = (id: string): number => SHARES.get(id) ?? 1.6;

/** What pdfkit keeps of a page after it was written, to name it in the end. */
interface Kept {
  readonly page: { readonly dictionary: { data: object } };
}

/**
 * Draws a list page by page as its rows come, and gives each page away before the next: a list of a million takes as much memory as one
 * of a hundred. Pages are numbered as they come; the last one says how many rows there were. `printed` is filled in.
 */
export async function* drawList(
  rows: AsyncIterable<ListRow>,
  layout: PageLayout,
  imprint: Imprint,
  printed: Printed,
): AsyncGenerator<Uint8Array> {
  const frame = new Frame(layout, imprint, false);
  const { ink, left, width } = frame;
  const size = layout.fontSize;
  const columns = layout.fields.filter(({ shown }) => shown);
  const sum = columns.reduce((total, { id }) => total + shareOf(id), 0);
  let x = left;
  const places = columns.map(({ id, label }) => {
    const wide = (width * shareOf(id)) / sum;
    const place = { id, label: label.ja, x, width: wide };
    x += wide;
    return place;
  });

  let y = frame.head();
  type Cells = readonly ReturnType<typeof ink.wrap>[];
  const wrapped = (cells: readonly string[]): Cells =>
    cells.map((cell, index) => ink.wrap(cell, places[index]!.width - 2 * PAD, size));
  const most = (cells: Cells) => Math.max(1, ...cells.map((one) => one.length));
  const heightOf = (cells: Cells) => ink.heightOf(most(cells), size) + PAD;
  const draw = (cells: Cells, shade: boolean) => {
    const height = heightOf(cells);
    if (shade) frame.box(left, y, width, height, SHADE);
    cells.forEach((one, index) => {
      const { x: at, width: wide } = places[index]!;
      ink.lines(one, at + PAD, y + PAD / 2, wide - 2 * PAD, { size });
    });
    y += height;
    if (!shade) frame.rule(y);
  };
  const heads = wrapped(places.map(({ label }) => label));
  const begin = () => {
    printed.pages++;
    draw(heads, true);
  };
  /** The page that is full goes out, and pdfkit forgets what was on it. */
  const turn = () => {
    frame.foot(`${printed.pages} ページ`);
    const { dictionary } = (frame.doc as unknown as Kept).page;
    frame.page();
    dictionary.data = {};
    y = frame.top;
    begin();
  };

  begin();
  const perPage = Math.floor((frame.bottom - frame.top - heightOf(heads) - PAD) / ink.heightOf(1, size));
  for await (const row of rows) {
    let cells = wrapped(
      places.map(({ id }) => (id === "row" ? String(printed.rows + 1) : Object.hasOwn(row, id) ? row[id]! : "")),
    );
    for (;;) {
      if (y + heightOf(cells) <= frame.bottom) break;
      // A row that no page has room for begins here and goes on overleaf: nothing is cut.
      const fits = Math.floor((frame.bottom - y - PAD) / ink.heightOf(1, size));
      if (fits > 0 && most(cells) > perPage) {
        draw(
          cells.map((one) => one.slice(0, fits)),
          false,
        );
        cells = cells.map((one) => one.slice(fits));
      }
      turn();
      yield* frame.drawn();
    }
    draw(cells, false);
    printed.rows++;
  }
  const last = [`以上 ${printed.rows} 件`, ...layout.notes];
  if (ink.replaced.size > 0) last.push("※代替字形で印字した文字があります。原本の字形を確認してください。");
  for (const text of last) {
    const lines = ink.wrap(text, width, size);
    if (y + ink.heightOf(lines.length, size) > frame.bottom) turn();
    y = ink.lines(lines, left, y + 2, width, { size });
  }
  frame.foot(`${printed.pages} ページ（最終）`);
  printed.replaced = ink.replaced.size;
  yield* frame.end();
}
