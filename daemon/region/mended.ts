import type { JournalState } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";

/** What one interrupted operation came to on its card. */
export interface Mended {
  readonly state: Exclude<JournalState, "open">;
  /** Stored together with the end of its journal entry. */
  readonly after?: (repositories: Repositories) => Promise<void>;
}
