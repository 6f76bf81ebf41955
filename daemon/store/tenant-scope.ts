import type { Knex } from "knex";
import type { Connections } from "./connections.js";
import { type Row, toRecord } from "./rows.js";
import { storeErrors } from "./store-errors.js";

/** What every record of a tenant's table has: whose it is. */
export interface Owned {
  readonly municipality: string;
}

type Columns<R> = Partial<{ readonly [C in keyof R]: R[C] | null }>;

/** Which rows are meant: columns and their values, or conditions on a query that holds nothing else. */
export type Filter<R> = Columns<R> | ((rows: Knex.QueryBuilder) => unknown);

/** Another table of the same municipality that has (or, with `none`, has not) a row with the same value in `column`, for which `filter` holds. */
export interface Match {
  readonly table: string;
  readonly column: string;
  readonly filter?: (rows: Knex.QueryBuilder) => unknown;
  readonly none?: true;
}

export interface Page {
  readonly order?: readonly string[];
  readonly limit?: number;
  readonly matches?: readonly Match[];
}

/** Rows that one statement inserts: SQLite takes 32,766 values at once. */
const BATCH = 100;

/**
 * One table as one municipality has it. Each statement carries the municipality by construction, in front of the filter and outside of
 * its brackets: rows of another one are not there, neither to be read nor to be changed, whatever a repository asks for (R-PRIV-11).
 */
export class TenantTable<R extends Owned> {
  readonly #db: Connections;
  readonly #name: string;
  readonly #municipality: string;
  readonly #numbers: readonly (keyof R & string)[];

  constructor(db: Connections, name: string, municipality: string, numbers: readonly (keyof R & string)[]) {
    this.#db = db;
    this.#name = name;
    this.#municipality = municipality;
    this.#numbers = numbers;
  }

  async select(filter: Filter<R>, { order = [], limit, matches = [] }: Page = {}): Promise<readonly R[]> {
    const rows = this.#rows(this.#db.read, filter).orderBy([...order]);
    for (const match of matches) rows[match.none ? "whereNotExists" : "whereExists"](this.#matching(match));
    if (limit !== undefined) rows.limit(limit);
    return (await rows).map((row: Row) => toRecord<R>(row, this.#numbers));
  }

  async first(filter: Filter<R>): Promise<R | undefined> {
    return (await this.select(filter, { limit: 1 }))[0];
  }

  async count(filter: Filter<R>): Promise<number> {
    return Number((await this.#rows(this.#db.read, filter).count({ n: "*" }))[0]?.["n"] ?? 0);
  }

  /** Throws `store.outside-scope` for a record of another municipality. */
  async insert(record: R): Promise<void> {
    this.#demandOwn(record);
    await this.#db.write((db) => db(this.#name).insert({ ...record }));
  }

  /**
   * Inserts, or overwrites the own rows with the same key. The municipality is part of the key that a row may be overwritten by: a
   * table without such a key refuses the statement. Throws `store.outside-scope` before anything is written.
   */
  async upsert(records: readonly R[], key: readonly (keyof R & string)[]): Promise<void> {
    for (const record of records) this.#demandOwn(record);
    for (let at = 0; at < records.length; at += BATCH) {
      await this.#db.write((db) =>
        db(this.#name)
          .insert(records.slice(at, at + BATCH).map((record) => ({ ...record })))
          .onConflict(["municipality", ...key])
          .merge(),
      );
    }
  }

  /** How many rows were changed. A row never changes hands. */
  async update(filter: Filter<R>, change: Columns<Omit<R, "municipality">>): Promise<number> {
    if (Object.hasOwn(change, "municipality")) throw storeErrors.error("outside-scope", { table: this.#name });
    return this.#db.write((db) => this.#rows(db, filter).update(change));
  }

  async delete(filter: Filter<R>): Promise<number> {
    return this.#db.write((db) => this.#rows(db, filter).delete());
  }

  #rows(db: Knex, filter: Filter<R>): Knex.QueryBuilder {
    const own = db(this.#name).where({ municipality: this.#municipality });
    // In brackets of its own: an "or" in the filter cannot reach past the municipality.
    return own.where(
      (rows: Knex.QueryBuilder) => void (typeof filter === "function" ? filter(rows) : rows.where(filter)),
    );
  }

  #matching({ table, column, filter }: Match): Knex.QueryBuilder {
    const own = this.#db.read(table).where({ municipality: this.#municipality });
    own.whereRaw("?? = ??", [`${table}.${column}`, `${this.#name}.${column}`]);
    return own.where((rows: Knex.QueryBuilder) => void filter?.(rows));
  }

  #demandOwn({ municipality }: R): void {
    if (municipality !== this.#municipality) throw storeErrors.error("outside-scope", { table: this.#name });
  }
}

/** The wall around one municipality's rows: repositories of what is a tenant's get this, and no way to the database beside it. */
export class TenantScope {
  readonly municipality: string;
  readonly #db: Connections;

  constructor(db: Connections, municipality: string) {
    this.#db = db;
    this.municipality = municipality;
  }

  table<R extends Owned>(name: string, numbers: readonly (keyof R & string)[] = []): TenantTable<R> {
    return new TenantTable<R>(this.#db, name, this.municipality, numbers);
  }

  /** A record may name only its own municipality's records. Throws `store.outside-scope`. */
  async demand(name: string, id: string): Promise<void> {
    const found = await this.table<Owned & { readonly id: string }>(name).count({ id });
    if (found === 0) throw storeErrors.error("outside-scope", { table: name });
  }
}
