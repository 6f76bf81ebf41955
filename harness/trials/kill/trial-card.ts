import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type DeskCard, deskCard } from "../../desk/desk-card.fixture.js";

/** What the cards of a trial stand under: the municipality's own area master. */
export interface TrialKeys {
  readonly keyId: string;
  readonly generation: number;
  readonly master: Uint8Array;
}

/**
 * A card whose memory is in a file (or only in the process, when none is named), renewed whole at each of its commits. It lives in the daemon's process and dies with it, as a card
 * does that is torn out of the reader in that moment: what the file has is what a card's own memory would have.
 */
export function trialCard(file: string | undefined, cin: string, { master, ...key }: TrialKeys): DeskCard {
  if (file === undefined) return deskCard({ cin, master, key });
  const image = existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
  const card = deskCard({ cin, master, key, ...(image && { image }) });
  card.nvm.onCommit = () => {
    writeFileSync(`${file}.new`, card.nvm.device.image);
    renameSync(`${file}.new`, file);
  };
  return card;
}
