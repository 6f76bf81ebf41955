import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

export interface Column<R> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: R) => ComponentChildren;
  readonly kind?: "text" | "number";
  /** A CSS width, e.g. `8rem`. */
  readonly width?: string;
}

export interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** What Enter and a click do with a row. Without it the table is only read. */
  readonly onChoose?: (row: R) => void;
  readonly selected?: string | undefined;
  /** Rows that are seen at once, when there are more. */
  readonly height?: number;
  readonly autofocus?: boolean;
}

/** Browsers stop counting at some 33 million pixels: from here on the bar scrolls by a share of the rows. */
const TALLEST = 8_000_000;
const SPARE = 6;

/** Which rows are drawn for a place of the scroll bar. */
function windowOf(top: number, rowHeight: number, seen: number, count: number) {
  const full = count * rowHeight;
  const shown = Math.min(full, TALLEST);
  const share = shown > seen * rowHeight ? (full - seen * rowHeight) / (shown - seen * rowHeight) : 1;
  const first = Math.max(0, Math.floor((top * share) / rowHeight) - SPARE);
  const last = Math.min(count, first + seen + 2 * SPARE);
  // Where the first drawn row stands in the shortened page.
  const above =
    full > shown
      ? Math.max(0, Math.min(top - SPARE * rowHeight, shown - (last - first) * rowHeight))
      : first * rowHeight;
  return { first, last, above, below: Math.max(0, shown - above - (last - first) * rowHeight), share };
}

/**
 * A table of any length: only the rows in sight are in the page, so a million of them scroll like ten. Arrow keys, Page Up and Down, Home
 * and End go through it; Enter chooses.
 */
export function Table<R>({ label, columns, rows, keyOf, onChoose, selected, height = 12, autofocus }: TableProps<R>) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [top, setTop] = useState(0);
  const [rowHeight, setRowHeight] = useState(36);
  const [active, setActive] = useState(0);
  useLayoutEffect(() => {
    const row = box.current?.querySelector<HTMLElement>("tbody tr[aria-rowindex]");
    if (row && row.offsetHeight > 0 && row.offsetHeight !== rowHeight) setRowHeight(row.offsetHeight);
  });
  const seen = Math.min(height, rows.length);
  const { first, last, above, below, share } = windowOf(top, rowHeight, seen, rows.length);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    const at = (next * rowHeight) / share;
    const pane = box.current!;
    const low = at + (seen < rows.length ? rowHeight * 2 : rowHeight) - pane.clientHeight;
    if (at < pane.scrollTop) pane.scrollTop = at;
    else if (low > pane.scrollTop) pane.scrollTop = low;
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    PageDown: () => move(active + seen),
    PageUp: () => move(active - seen),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    Enter: () => rows[active] !== undefined && onChoose?.(rows[active]),
  };
  const chooses = onChoose !== undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.target !== event.currentTarget) return;
    event.preventDefault();
    act();
  };
  // A table that is chosen from is one stop of the Tab key, and says itself which row is meant; one that is read is only scrolled.
  const grid = {
    ...{ role: "grid" as const, tabIndex: 0, class: "chooses", "aria-label": label, "data-autofocus": autofocus },
    ...{ "aria-activedescendant": rows.length > 0 ? `${id}-${active}` : undefined, onKeyDown },
  };
  const scrolls = seen < rows.length && !chooses;
  return (
    <div
      ref={box}
      class="table"
      {...(scrolls && { role: "region", tabIndex: 0, "aria-label": label })}
      style={{ maxHeight: `${(height + 1.5) * rowHeight}px` }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={rows.length + 1} {...(chooses ? grid : { "aria-label": label })}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, title, kind, width }) => (
              <th key={name} scope="col" class={kind} style={width === undefined ? undefined : { width }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a spacer has nothing to read and takes no focus.
            <tr aria-hidden="true" style={{ height: `${above}px` }}>
              <td colSpan={columns.length} />
            </tr>
          )}
          {rows.slice(first, last).map((row, at) => {
            const index = first + at;
            const key = keyOf(row);
            const state = [key === selected ? "selected" : "", chooses && index === active ? "active" : ""].join(" ");
            return (
              <tr
                key={key}
                id={`${id}-${index}`}
                class={state}
                data-key={key}
                aria-rowindex={index + 2}
                aria-selected={chooses ? key === selected : undefined}
                onClick={() => {
                  setActive(index);
                  onChoose?.(row);
                }}
              >
                {columns.map(({ name, cell, kind }) => (
                  <td key={name} class={kind}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a spacer has nothing to read and takes no focus.
            <tr aria-hidden="true" style={{ height: `${below}px` }}>
              <td colSpan={columns.length} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
