import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAuditDatabase } from "../../audit/audit-table.js";
import { openSqlite } from "../../store/sqlite.js";
import { openStore } from "../../store/store.js";
import { declared, type InventoryTable, inventoryOf, type Schema } from "./inventory.js";

export type DatabaseName = keyof typeof declared;

async function schemaOf(file: string): Promise<Schema> {
  const db = await openSqlite(file);
  try {
    const tables: { name: string }[] = await db("sqlite_master").where({ type: "table" }).select("name");
    const columns = tables.map(async ({ name }) => {
      const rows: { name: string }[] = await db.raw("SELECT name FROM pragma_table_info(?)", [name]);
      return [name, rows.map((row) => row.name)] as const;
    });
    return Object.fromEntries(await Promise.all(columns));
  } finally {
    await db.destroy();
  }
}

/** The schemas of this version's databases, as their migrations make them. */
export async function currentSchemas(): Promise<Readonly<Record<DatabaseName, Schema>>> {
  const folder = await mkdtemp(join(tmpdir(), "madoguchi-inventory-"));
  try {
    const [store, audit] = [join(folder, "madoguchi.sqlite"), join(folder, "audit.sqlite")];
    await (await openStore(store)).close();
    await (await openAuditDatabase(audit)).destroy();
    return { "madoguchi.sqlite": await schemaOf(store), "audit.sqlite": await schemaOf(audit) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The whole inventory of this version, from what its databases really have. Throws a TypeError that names each column of which nothing is said. */
export async function currentInventory(): Promise<Readonly<Record<DatabaseName, readonly InventoryTable[]>>> {
  const schemas = await currentSchemas();
  return {
    "madoguchi.sqlite": inventoryOf(schemas["madoguchi.sqlite"], declared["madoguchi.sqlite"]),
    "audit.sqlite": inventoryOf(schemas["audit.sqlite"], declared["audit.sqlite"]),
  };
}
