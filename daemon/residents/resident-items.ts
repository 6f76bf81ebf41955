/** A data item that a municipality adds to its residents (DB項目の追加, R-TUNE-04, R-DATA-11): added in the configuration, never a column. */
export interface ResidentItem {
  readonly name: string;
  readonly label: { readonly en: string; readonly ja: string };
  readonly type: "text" | "date" | "number";
  readonly maxLength: number;
  readonly required: boolean;
  /** What it is held for (R-PRIV-05). */
  readonly purpose: string;
}

/** The values of added items as they are stored: the text of a JSON object, or nothing. */
export function itemValues(stored: string | undefined): Readonly<Record<string, string>> {
  return stored === undefined ? {} : (JSON.parse(stored) as Record<string, string>);
}

/** The added items of a resident as people see them: declared ones alone, in the order of the configuration. */
export function shownItems(items: readonly ResidentItem[], stored: string | undefined) {
  const values = itemValues(stored);
  return items.flatMap(({ name, label }) =>
    Object.hasOwn(values, name) ? [{ name, label, value: values[name]! }] : [],
  );
}
