import type { ResidentSettingsPort } from "../residents/resident-settings.js";
import type { TuningBook } from "./tuning-book.js";

/**
 * The settings of residents with the items that operators added by tuning, as of each asking: they are taken in, shown, written to files and
 * handed over where declared, like those of the configuration (R-TUNE-04, X-22).
 */
export function withTunedItems(
  settings: ResidentSettingsPort,
  tuning: Pick<TuningBook, "itemsOf">,
): ResidentSettingsPort {
  return {
    ...settings,
    of: (municipality) => ({ ...settings.of(municipality), items: tuning.itemsOf(municipality) }),
  };
}
