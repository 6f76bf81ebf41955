import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { AreaRecord } from "./area-record.js";
import { demandRecordRoom, succeedingRecord } from "./before-writing.js";
import type { AreaSuccession, StepListener } from "./card-driver.js";
import { type AreaView, readArea } from "./list.js";

/** What a session is opened with, or undefined for keys that are not the card's. */
export async function unlessOtherKeys<S>(opening: Promise<S>): Promise<S | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (isMadoguchiError(error, "card.area-key-mismatch")) return undefined;
    throw error;
  }
}

/** A dialect's own part in a hand-over; `S` is its session with the area. */
export interface HandOverSteps<S> {
  /** How the record is written; a record that cannot be written is refused here, before anything is sent. */
  readonly recordWriter: (record: AreaRecord) => (session: S) => Promise<void>;
  /** A session under the next keys; undefined when the card does not have them. */
  readonly underNext: (view: AreaView) => Promise<S | undefined>;
  readonly underCurrent: (view: AreaView) => Promise<S>;
  /** Puts the next keys in the place of the current ones, and gives the session to go on with. */
  readonly putNextKeys: (session: S) => Promise<S>;
}

/**
 * Two writes: the next keys take the place of the current ones, then the area record names their holder. A hand-over torn
 * between them has the next keys already: they are tried first, and only the record is left to write.
 */
export async function handOverArea<S>(
  link: CardLink,
  steps: HandOverSteps<S>,
  succession: AreaSuccession,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(link);
  const { area } = view;
  const next = succeedingRecord(area, succession);
  const writeRecord = steps.recordWriter(next);
  let session = await steps.underNext(view);
  if (session === undefined) {
    demandRecordRoom(area, next, view.memory);
    session = await steps.underCurrent(view);
    await onStep({ name: "put-next-keys", done: 0, total: 2 });
    session = await steps.putNextKeys(session);
  }
  await onStep({ name: "store-area-record", done: 1, total: 2 });
  await writeRecord(session);
}
