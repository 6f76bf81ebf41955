import { h } from "./element.js";

const picture = (name: string, ...parts: readonly Node[]): HTMLElement =>
  h("svg", { class: `picture ${name}`, viewBox: "0 0 240 200", "aria-hidden": "true" }, ...parts);

const card = (x: number, y: number, more = ""): HTMLElement =>
  h(
    "g",
    { class: `card ${more}` },
    h("rect", { x, y, width: 104, height: 66, rx: 7, class: "paper" }),
    h("rect", { x: x + 12, y: y + 22, width: 20, height: 16, rx: 3, class: "chip" }),
    h("line", { x1: x + 42, y1: y + 24, x2: x + 92, y2: y + 24 }),
    h("line", { x1: x + 42, y1: y + 34, x2: x + 82, y2: y + 34 }),
    h("line", { x1: x + 12, y1: y + 52, x2: x + 92, y2: y + 52 }),
  );

const rest = (): HTMLElement =>
  h(
    "g",
    { class: "rest" },
    h("path", { d: "M36 138h168l16 34H20z", class: "plate" }),
    h("path", { d: "M70 146h100l8 18H62z", class: "field" }),
    h("rect", { x: 20, y: 172, width: 200, height: 14, rx: 3, class: "edge" }),
  );

const sheet = (y: number, more = ""): HTMLElement =>
  h(
    "g",
    { class: `sheet ${more}` },
    h("rect", { x: 78, y, width: 84, height: 100, rx: 4, class: "paper" }),
    ...[18, 32, 46, 60].map((down) => h("line", { x1: 92, y1: y + down, x2: down === 18 ? 126 : 148, y2: y + down })),
    h("circle", { cx: 142, cy: y + 80, r: 9, class: "seal" }),
  );

const printer = (): HTMLElement =>
  h(
    "g",
    { class: "printer" },
    h("rect", { x: 40, y: 36, width: 160, height: 58, rx: 10, class: "plate" }),
    h("rect", { x: 62, y: 80, width: 116, height: 10, rx: 4, class: "field" }),
  );

/** Line drawings beside the words: they say nothing that the words do not. */
export const PICTURES = {
  place: () => picture("place", rest(), card(68, 40, "falling")),
  reading: () =>
    picture(
      "reading",
      rest(),
      card(68, 92),
      h(
        "g",
        { class: "waves" },
        ...[14, 26, 38].map((r) => h("path", { d: `M${120 - r} 78a${r} ${r} 0 0 1 ${2 * r} 0` })),
      ),
    ),
  printing: () => picture("printing", sheet(74, "coming"), printer()),
  done: () => picture("done", printer(), sheet(84), h("g", { class: "small" }, card(4, 118))),
  closed: () =>
    picture("closed", h("circle", { cx: 120, cy: 100, r: 70, class: "plate" }), h("path", { d: "M120 58v44l30 18" })),
  pulled: () => picture("pulled", rest(), card(112, 30, "tilted")),
  locked: () =>
    picture(
      "locked",
      h("path", { d: "M84 92V70a36 36 0 0 1 72 0v22" }),
      h("rect", { x: 66, y: 90, width: 108, height: 84, rx: 12, class: "plate" }),
      h("circle", { cx: 120, cy: 124, r: 10, class: "field" }),
      h("path", { d: "M120 132v20" }),
    ),
  refused: () =>
    picture(
      "refused",
      h("circle", { cx: 120, cy: 100, r: 70, class: "plate" }),
      h("path", { d: "M120 62v46" }),
      h("circle", { cx: 120, cy: 134, r: 5, class: "dot" }),
    ),
} as const;
