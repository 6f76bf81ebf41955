import type { Knex } from "knex";

/**
 * Whose rows an auditor may see: those of the own municipality. Rows of none (the daemon's start and stop, readers, the link to the CS,
 * calls of nobody who is known) are the whole system's, and `system` is true for the auditors of the municipality that runs it.
 */
export interface AuditView {
  readonly municipality: string;
  readonly system: boolean;
}

/** The rows that may be seen, as a condition of a query. */
export const seenBy =
  ({ municipality, system }: AuditView) =>
  (rows: Knex.QueryBuilder): void => {
    rows.where((either) => {
      either.where({ municipality });
      if (system) either.orWhereNull("municipality");
    });
  };

/** The same of one row. */
export const maySee = (view: AuditView, { municipality }: { readonly municipality?: string | undefined }): boolean =>
  municipality === undefined ? view.system : municipality === view.municipality;

/** Every auditor's view: on a system of one municipality it is that one's own, on one of several it is told whose it is. */
export function viewsOf(
  municipalities: readonly { readonly code: string }[],
  systemMunicipality: string | undefined,
): (municipality: string) => AuditView {
  const runs = systemMunicipality ?? (municipalities.length === 1 ? municipalities[0]!.code : undefined);
  return (municipality) => ({ municipality, system: municipality === runs });
}
