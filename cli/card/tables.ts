import type { CardView, ReaderView } from "#simulator/control/index.js";

/** Lines of a table: each column as wide as its widest cell. Cells are ASCII. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd());
}

const listed = (names: readonly string[]) => (names.length === 0 ? "-" : names.join(","));

export function cardTable(cards: readonly CardView[]): string[] {
  const rows = cards.map(({ name, profile, person, reader, standIn, contactless, faults, snapshots }) => [
    name,
    profile,
    person,
    `${reader ?? "-"}${contactless && reader !== null ? " (contactless)" : ""}${standIn === undefined ? "" : ` (${standIn} answers)`}`,
    String(faults),
    listed(snapshots),
  ]);
  return table([["CARD", "PROFILE", "PERSON", "READER", "FAULTS", "SNAPSHOTS"], ...rows]);
}

export function readerTable(readers: readonly ReaderView[]): string[] {
  const rows = readers.map(({ name, target, state, card }) => [
    name,
    target.kind === "memory" ? "memory" : `${target.host}:${target.port}`,
    state,
    card ?? "-",
  ]);
  return table([["READER", "AT", "STATE", "CARD"], ...rows]);
}

/** Where a card lies now, in one line. */
export function place({ name, reader, waiting, standIn }: CardView): string {
  if (reader === null) return `✔ ${name}: out of the readers · リーダの外`;
  if (waiting) {
    return `… ${name}: waits for reader ${reader}: pcscd with the vpcd driver is not up · リーダ ${reader}（vpcdドライバ付きのpcscd）を待っています`;
  }
  return `✔ ${name}: in reader ${reader}${standIn === undefined ? "" : ` (${standIn} answers)`} · リーダ ${reader} に挿入中`;
}
