import type { DaemonPorts } from "../../main/ports.js";
import { openMedia } from "../../media/open-media.js";
import type { Octets } from "../../residents/file/read-resident-file.js";
import { asImportError } from "../../residents/import-residents.js";
import { importErrors } from "../../residents/resident-errors.js";
import { readStatusFile } from "./read-status-file.js";

export type ImportStatusPorts = Pick<DaemonPorts, "store" | "clock" | "residentSettings" | "statusSources">;

export interface ImportedStatus {
  /** Lines of the file. */
  readonly imported: number;
  readonly sequence: number;
  /** Cards whose state is another one now, or that were not known before. */
  readonly changed: number;
  /** Cards of which something newer is known, whichever way it came: it stays (R-STATE-04, X-32). */
  readonly kept: number;
}

/**
 * Imports a status file that the CS handed over on a medium: enciphered for the municipality and signed by the CS, in no case plain
 * (R-CRYPT-03, R-JUKI-09). All of it becomes known in one transaction, or nothing. Throws `media.*`, `import.*`, `status.*`.
 */
export async function importStatus(
  { store, clock, residentSettings, statusSources }: ImportStatusPorts,
  municipality: string,
  source: Octets,
  progress: (cards: number, octets: number) => void = () => {},
): Promise<ImportedStatus> {
  try {
    const recipient = await residentSettings.recipient(municipality);
    let octets = 0;
    const counted = (async function* () {
      for await (const piece of source) {
        octets += piece.length;
        yield piece;
      }
    })();
    const content = openMedia(counted, { recipient, signers: statusSources.signers });
    const before = await store.of(municipality).statusFiles.last();
    const now = clock.now();
    const expected = { municipality, last: before?.sequence ?? 0, asOf: before?.asOf, now };
    const { head, asOf, changes } = await readStatusFile(content, expected, (cards) => progress(cards, octets));
    const { sequence } = head;
    // The CS's clock may be ahead of ours: a state of the future would stay young for ever.
    const known = changes.map((change) => ({ ...change, asOf: Math.min(change.asOf, now) }));
    const { changed, kept } = await statusSources.book.take(known, "medium", async (repositories) => {
      const { statusFiles } = repositories.of(municipality);
      const last = (await statusFiles.last())?.sequence ?? 0;
      // Another import may have ended while this one was being read.
      if (sequence <= last) throw importErrors.error("old-sequence", { line: 1, sequence, last });
      await statusFiles.save({ municipality, sequence, asOf, importedAt: now });
    });
    return { imported: changes.length, sequence, changed, kept };
  } catch (error) {
    throw asImportError(error);
  }
}
