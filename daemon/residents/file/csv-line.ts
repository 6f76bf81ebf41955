/** The fields of one line of CSV (RFC 4180); undefined when its quotes are wrong. A line end cannot be inside a field. */
export function csvFields(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const match = field.exec(line);
    if (match === null) return undefined;
    fields.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === "") return fields;
  }
}

/** The names of the columns; undefined when one is there twice. */
export function csvColumns(line: string): string[] | undefined {
  const names = csvFields(line);
  return names !== undefined && new Set(names).size === names.length ? names : undefined;
}

/** A line as an object by its columns: empty fields are absent. Undefined when the number of fields is wrong. */
export function csvObject(line: string, columns: readonly string[]): Record<string, string> | undefined {
  const fields = csvFields(line);
  if (fields === undefined || fields.length !== columns.length) return undefined;
  const object: Record<string, string> = {};
  for (const [index, name] of columns.entries()) if (fields[index] !== "") object[name] = fields[index]!;
  return object;
}
