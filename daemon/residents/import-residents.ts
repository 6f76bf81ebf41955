import type { KeyObject } from "node:crypto";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { mediaErrors } from "../media/media-errors.js";
import { openMedia } from "../media/open-media.js";
import { dayInJapan } from "../services/hand-over/message.js";
import type { ImportWay } from "../store/records.js";
import type { ResidentStage, StagedResident, Store } from "../store/repositories.js";
import { StagedTwice } from "../store/resident-stage.js";
import { asStoreError } from "../store/store-errors.js";
import { asOfTime } from "./file/file-header.js";
import { type Octets, readResidentFile } from "./file/read-resident-file.js";
import type { ResidentChange } from "./file/resident-line.js";
import { importErrors } from "./resident-errors.js";
import type { ResidentSettings } from "./resident-settings.js";

export interface ImportPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: ResidentSettings;
  /** Opens the municipality's files. */
  recipient(): Promise<KeyObject>;
}

export interface ImportOrder {
  readonly municipality: string;
  readonly confirmLeaving?: boolean | undefined;
  /** `call` when not given. */
  readonly way?: ImportWay;
  /** Told every few thousand residents and at the end. */
  progress(residents: number, octets: number): void;
}

export interface Imported {
  readonly imported: number;
  readonly sequence: number;
  readonly kind: "full" | "difference";
  readonly removed: number;
  readonly left: number;
  /** False for a plain file. */
  readonly sealed: boolean;
}

/** Compact JWE begins so: the base64url of `{"`. */
const SEALED = Buffer.from("eyJ");
const PROGRESS_STEP = 10_000;
/** A full file that leaves out more than this many, and more than one in ten, is likelier to be a mistake than the truth. */
const MAY_LEAVE = 100;

/** A stream, and whether it is sealed: its beginning tells. */
async function look(source: Octets): Promise<{ readonly sealed: boolean; readonly source: Octets }> {
  const iterator = (async function* () {
    yield* source;
  })();
  const begin: Uint8Array[] = [];
  let length = 0;
  while (length < SEALED.length) {
    const { done, value } = await iterator.next();
    if (done) break;
    begin.push(value);
    length += value.length;
  }
  const sealed = Buffer.concat(begin).subarray(0, SEALED.length).equals(SEALED);
  const whole = async function* () {
    try {
      yield* begin;
      yield* iterator;
    } finally {
      await iterator.return(undefined);
    }
  };
  return { sealed, source: whole() };
}

const staged = ({ items, ...change }: ResidentChange): StagedResident => ({
  ...change,
  ...(Object.keys(items).length === 0 ? {} : { items: JSON.stringify(items) }),
});

async function take(stage: ResidentStage, changes: readonly ResidentChange[], lines: readonly number[]): Promise<void> {
  try {
    await stage.add(changes.map(staged));
  } catch (error) {
    if (error instanceof StagedTwice) throw importErrors.error("same-resident-twice", { line: lines[error.index] });
    throw error;
  }
}

/** What the store or the source threw, as an error of the house: a full disk, a lock, a medium that was pulled out. */
export function asImportError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (isMadoguchiError(error) || typeof code !== "string") return error;
  const ofStore = asStoreError(error);
  if (ofStore !== undefined) return ofStore;
  return (error as { syscall?: unknown }).syscall === undefined
    ? error
    : importErrors.error("unreadable", { reason: code }, { cause: error });
}

/**
 * Imports a resident file, sealed or (where that is allowed) plain, in memory that does not grow with it: it is gathered in a stage and
 * becomes the municipality's in one transaction, or not at all. Throws `media.*`, `import.*`.
 */
export async function importResidents(ports: ImportPorts, order: ImportOrder, from: Octets): Promise<Imported> {
  const { store, settings } = ports;
  const { municipality } = order;
  let stage: ResidentStage | undefined;
  try {
    const { sealed, source } = await look(from);
    if (!sealed && !settings.plain) throw mediaErrors.error("not-sealed");
    let octets = 0;
    const counted = (async function* () {
      for await (const piece of source) {
        octets += piece.length;
        yield piece;
      }
    })();
    const content = sealed
      ? openMedia(counted, { recipient: await ports.recipient(), signers: settings.signers })
      : counted;
    const gathering = await store.stageResidents(municipality);
    stage = gathering;
    let residents = 0;
    let told = 0;
    const { residents: known } = store.of(municipality);
    const head = await readResidentFile(content, {
      municipality,
      last: await known.sequence(),
      asOf: await known.asOf(),
      now: ports.clock.now(),
      items: settings.items,
      take: async (changes, lines) => {
        await take(gathering, changes, lines);
        residents += changes.length;
        if (residents - told < PROGRESS_STEP) return;
        told = residents;
        order.progress(residents, octets);
      },
    });
    order.progress(residents, octets);
    const { sequence, kind } = head;
    const now = ports.clock.now();
    const asOf = asOfTime(head, { now });
    const { removed, left } = await gathering.apply({
      sequence,
      kind,
      today: dayInJapan(now),
      way: order.way ?? "call",
      ...(asOf !== undefined && { asOf }),
      importedAt: now,
      check: ({ last, leaving, present, ...before }) => {
        asOfTime(head, { asOf: before.asOf, now });
        // Another import may have ended while this one was being read.
        if (sequence <= last) throw importErrors.error("old-sequence", { line: 1, sequence, last });
        if (leaving > MAY_LEAVE && leaving * 10 > present && order.confirmLeaving !== true) {
          throw importErrors.error("too-many-leave", { leaving, present });
        }
      },
    });
    return { imported: residents, sequence, kind, removed, left, sealed };
  } catch (error) {
    throw asImportError(error);
  } finally {
    await stage?.close();
  }
}
