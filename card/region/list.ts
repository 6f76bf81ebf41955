import { equal, toHex } from "#card/bytes/bytes.js";
import type { CardLink } from "#card/reader/card-link.js";
import { isLoadFileOf, REGIONAL_DOMAIN_AID } from "./aids.js";
import { AREA_RECORD_TAG, DIRECTORY_TAG, parseAreaRecord, QUOTA_TAG, RESOURCES_TAG } from "./area-record.js";
import type { AreaListing, AreaMemory, AreaStatus, CardAppEntry } from "./card-driver.js";
import { cardErrors } from "./card-errors.js";
import { getObject, select } from "./clear-commands.js";
import { cardAppState, type DirectoryEntry, parseDirectory, parseMemory } from "./directory.js";

/** The area as the driver sees it; unlike the listing it knows the load files. */
export interface AreaView {
  readonly area: AreaStatus;
  readonly memory: AreaMemory;
  readonly entries: readonly DirectoryEntry[];
}

/** Selects the regional security domain. Throws `card.unsupported` for a card without one. */
export async function selectRegionalDomain(link: CardLink): Promise<void> {
  if (!(await select(link, REGIONAL_DOMAIN_AID))) throw cardErrors.error("unsupported", { missing: "regional domain" });
}

/** Reads the area record, the memory and the directory without a key; the regional security domain stays selected. */
export async function readArea(link: CardLink): Promise<AreaView> {
  await selectRegionalDomain(link);
  const need = async (tag: number): Promise<Uint8Array> => {
    const octets = await getObject(link, tag);
    if (octets !== undefined) return octets;
    throw cardErrors.error("unsupported", { missing: tag.toString(16).toUpperCase() });
  };
  const record = await getObject(link, AREA_RECORD_TAG);
  const area: AreaStatus = record === undefined ? { state: "not-set" } : { state: "set", ...parseAreaRecord(record) };
  const memory = parseMemory(await need(QUOTA_TAG), await need(RESOURCES_TAG));
  const entries = parseDirectory(await need(DIRECTORY_TAG));
  return { area, memory, entries };
}

/** Entries that belong to an application: itself, and its load file where nothing is installed from it. */
export function entriesOf(
  entries: readonly DirectoryEntry[],
  aid: Uint8Array,
  loadFileAid?: Uint8Array,
): readonly DirectoryEntry[] {
  return entries.filter(
    (entry) =>
      equal(entry.aid, aid) ||
      equal(entry.loadFileAid, aid) ||
      isLoadFileOf(entry.loadFileAid, aid) ||
      (loadFileAid !== undefined && equal(entry.loadFileAid, loadFileAid)),
  );
}

function toCardAppEntry({ aid, lifeCycle, municipality, version, size }: DirectoryEntry): CardAppEntry {
  return {
    aid: toHex(aid),
    ...(municipality === undefined ? {} : { municipality }),
    ...(version === undefined ? {} : { version }),
    state: cardAppState(lifeCycle),
    size,
  };
}

/** The area, its memory and its applications: never their content (R-AP-10). */
export async function list(link: CardLink): Promise<AreaListing> {
  const { area, memory, entries } = await readArea(link);
  return { area, memory, applications: entries.map(toCardAppEntry) };
}
