/** A row as the database gives it: absent values are null, large integers may be texts. */
export type Row = Record<string, unknown>;

/** A record from a row: null becomes absent, and the named columns become numbers (PostgreSQL gives bigint as text). */
export function toRecord<T>(row: Row, numbers: readonly (keyof T & string)[] = []): T {
  const record: Row = {};
  for (const [name, value] of Object.entries(row)) if (value !== null) record[name] = value;
  for (const name of numbers) if (record[name] !== undefined) record[name] = Number(record[name]);
  return record as T;
}

/** The first of the rows as a record, or undefined. */
export function firstRecord<T>(rows: readonly Row[], numbers: readonly (keyof T & string)[] = []): T | undefined {
  const row = rows[0];
  return row === undefined ? undefined : toRecord<T>(row, numbers);
}
