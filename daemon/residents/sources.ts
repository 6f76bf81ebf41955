import type { ImportWay, ResidentRecord } from "../store/records.js";
import type { ResidentRepository } from "../store/repositories.js";

/** Where a resident's record comes from, and as of when (R-PRIV-04). */
export interface ResidentSource {
  readonly source: "manual" | ImportWay | "unknown";
  readonly asOf?: string;
  /** Of the import that last said something of the resident; of an entry by hand, the last import before it. */
  readonly sequence: number;
}

/** Tells of each of these residents where its record comes from: by one question, however many there are. */
export async function sourcesOf(
  residents: Pick<ResidentRepository, "imports">,
  found: readonly ResidentRecord[],
): Promise<(resident: ResidentRecord) => ResidentSource> {
  const sequences = [...new Set(found.map(({ sequence }) => sequence))];
  const imports = new Map((await residents.imports(sequences)).map((one) => [one.sequence, one]));
  return ({ sequence, enteredAt }) => {
    if (enteredAt !== undefined) return { source: "manual", asOf: new Date(enteredAt).toISOString(), sequence };
    // Files from before imports were recorded have left their sequence alone.
    const one = imports.get(sequence);
    if (one === undefined) return { source: "unknown", sequence };
    return { source: one.way, asOf: new Date(one.asOf ?? one.importedAt).toISOString(), sequence };
  };
}
