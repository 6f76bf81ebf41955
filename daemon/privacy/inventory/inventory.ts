import type { Bilingual } from "../../api/contract/index.js";
import { cards } from "./cards.js";
import { auditTables, office } from "./office.js";
import { people } from "./people.js";
import {
  type Basis,
  bases,
  type ColumnEntry,
  type Keeping,
  keepings,
  type PurposeName,
  purposes,
  type TableEntry,
  type Tables,
} from "./terms.js";

/** The columns of one database as they stand in its file, by table. */
export type Schema = Readonly<Record<string, readonly string[]>>;

/** One column with all that must be said of it (R-PRIV-02, R-PRIV-05, R-PRIV-08). */
export interface InventoryColumn {
  readonly column: string;
  /** The terms by name, as `terms.ts` has them. */
  readonly terms: { readonly purpose: PurposeName; readonly basis: Basis; readonly keep: Keeping };
  readonly purpose: Bilingual;
  readonly basis: Bilingual;
  readonly keep: Bilingual;
  /** Whose personal datum it is; absent where it is nobody's. */
  readonly whose?: "resident" | "operator" | "both";
}

export interface InventoryTable {
  readonly table: string;
  readonly about: Bilingual;
  readonly columns: readonly InventoryColumn[];
}

/** What is said of each database, by the name of its file. */
export const declared = {
  "madoguchi.sqlite": { ...people, ...cards, ...office },
  "audit.sqlite": auditTables,
} as const satisfies Readonly<Record<string, Tables>>;

/** Where schema and declaration differ: columns of which nothing is said, and words about columns that there are not. */
export function inventoryGaps(schema: Schema, tables: Tables): readonly string[] {
  const said = (table: string): readonly string[] => Object.keys(tables[table]?.columns ?? {});
  const unsaid = Object.entries(schema).flatMap(([table, columns]) =>
    columns
      .filter((column) => !said(table).includes(column))
      .map((column) => `${table}.${column}: nothing is declared`),
  );
  const unheld = Object.keys(tables).flatMap((table) =>
    said(table)
      .filter((column) => !schema[table]?.includes(column))
      .map((column) => `${table}.${column}: is not stored`),
  );
  return [...unsaid, ...unheld];
}

function tableOf(name: string, entry: TableEntry): InventoryTable {
  const columns = Object.entries(entry.columns).map(([column, given]): InventoryColumn => {
    const said: ColumnEntry = typeof given === "string" ? { purpose: given } : given;
    const { personal, ja, en } = purposes[said.purpose];
    const whose = personal && entry.whom !== "nobody" ? { whose: entry.whom } : {};
    const operators = said.purpose === "actor" || said.purpose === "reason" ? { whose: "operator" as const } : {};
    const terms = { purpose: said.purpose, basis: said.basis ?? entry.basis, keep: said.keep ?? entry.keep };
    return {
      column,
      terms,
      purpose: { ja, en },
      basis: bases[terms.basis],
      keep: keepings[terms.keep],
      ...whose,
      ...operators,
    };
  });
  return { table: name, about: entry.about, columns };
}

/** The inventory of one database, from its schema: a column of which nothing is said is an error, not a blank. */
export function inventoryOf(schema: Schema, tables: Tables): readonly InventoryTable[] {
  const gaps = inventoryGaps(schema, tables);
  if (gaps.length > 0) {
    throw new TypeError(`data inventory (daemon/privacy/inventory) and schema differ: ${gaps.join("; ")}`);
  }
  return tablesOf(tables);
}

/** What is declared of each table, in order of their names. */
export function tablesOf(tables: Tables): readonly InventoryTable[] {
  return Object.keys(tables)
    .sort()
    .map((table) => tableOf(table, tables[table]!));
}
