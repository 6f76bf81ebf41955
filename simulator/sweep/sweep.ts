import { cardErrors } from "#card/region/card-errors.js";
import type { CardPersonalisation } from "../people/person.js";
import type { CardProfile } from "../profiles/profile.js";
import { sweepErrors } from "./errors.js";
import { OPERATIONS, operationNames } from "./operations.js";
import type { RecordedOperation, Recorder } from "./record.js";
import { seedOf } from "./sweep-card.js";
import { emptyTally, type Finding, type Tally, tearOperation } from "./tear.js";
import { ProfileRecorders } from "./tight-card.js";

/** One line of the table: an operation on a profile. */
export interface SweepRow extends Readonly<Tally> {
  readonly profile: string;
  readonly operation: string;
  /** APDUs that wrote. */
  readonly apdus: number;
  /** Octets that they wrote. */
  readonly octets: number;
}

export interface SweepResult extends Readonly<Tally> {
  readonly rows: readonly SweepRow[];
  /** The first failures, at most `FINDINGS` of them. */
  readonly findings: readonly (Finding & { readonly profile: string; readonly operation: string })[];
  /** Ended before its time: the figures are those of what was done. */
  readonly interrupted: boolean;
}

/** How far a sweep has come. Octets are those of all writes that are to be torn. */
export interface SweepProgress {
  readonly profile: string;
  readonly operation: string;
  readonly octets: number;
  readonly ofOctets: number;
  readonly tally: Readonly<Tally>;
}

export interface SweepOptions {
  readonly profiles: readonly CardProfile[];
  /** Names out of `operationNames`; all when absent. */
  readonly operations?: readonly string[];
  /** Package shapes, keys, PINs, residues, second tears and the sample that is asked by APDUs all follow from it. */
  readonly seed: string;
  /** Who holds the card of a profile. */
  readonly personFor: (profile: CardProfile) => Promise<CardPersonalisation>;
  readonly observeOneIn?: number;
  /** Called when every operation has been recorded and the tearing begins. */
  readonly onPlanned?: () => void;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly signal?: AbortSignal;
}

const OBSERVE_ONE_IN = 200;
const FINDINGS = 100;

/** What an operation of the sweep is called on screen. Its own name when there is none of that name. */
export function operationTitle(name: string): { readonly en: string; readonly ja: string } {
  return OPERATIONS.find((one) => one.name === name)?.title ?? { en: name, ja: name };
}

const octetsIn = ({ acts }: RecordedOperation): number =>
  acts.reduce((sum, { passages }) => sum + passages.reduce((inner, { log }) => inner + log.length, 0), 0);

/** Lets timers, signals and the terminal have their turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Tears every APDU of every operation on every profile at every octet that it writes: before the octet, and with the octet half
 * written; and once more, drawn by lot, while the card comes back. After each, the card's own recovery runs, and what its memory
 * then means is compared with what it meant before and after the command.
 * Throws `sweep.too-little-room` for a vendor's card that does not hold the applications of the sweep.
 */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { profiles, seed, signal, personFor } = options;
  const names = operationNames().filter((name) => options.operations?.includes(name) ?? true);
  const planned: { profile: string; recorder: Recorder; recorded: RecordedOperation }[] = [];
  for (const profile of profiles) {
    if (signal?.aborted) break;
    const recorders = new ProfileRecorders(profile, await personFor(profile), seedOf(seed, profile.name));
    for (const name of names) {
      const recorder = await recorders.for(OPERATIONS.find((one) => one.name === name)!);
      const recorded = await recorder.operation(name).catch((error: unknown) => {
        if (!cardErrors.is(error, "no-space")) throw error;
        const { needed, free, quota } = error.details;
        const details = { profile: profile.name, operation: name, needed, free, quota };
        throw sweepErrors.error("too-little-room", details, { cause: error });
      });
      planned.push({ profile: profile.name, recorder, recorded });
    }
  }
  const ofOctets = planned.reduce((sum, { recorded }) => sum + octetsIn(recorded), 0);
  options.onPlanned?.();
  const total = emptyTally();
  const rows: SweepRow[] = [];
  const findings: SweepResult["findings"][number][] = [];
  let octets = 0;
  let interrupted = signal?.aborted === true;
  for (const { profile, recorder, recorded } of planned) {
    interrupted ||= signal?.aborted === true;
    if (interrupted) break;
    const tally = emptyTally();
    const operation = recorded.operation.name;
    const whole = await tearOperation(recorder.stage, recorded, {
      seed: seedOf(seed, profile),
      observeOneIn: options.observeOneIn ?? OBSERVE_ONE_IN,
      tally,
      onFinding: (finding) => {
        if (findings.length < FINDINGS) findings.push({ ...finding, profile, operation });
      },
      breathe: async (done) => {
        octets += done;
        options.onProgress?.({ profile, operation, octets, ofOctets, tally: sum(total, tally) });
        await turn();
        return !signal?.aborted;
      },
    });
    interrupted = !whole;
    const apdus = recorded.acts.reduce((count, { passages }) => count + passages.length, 0);
    rows.push({ profile, operation, apdus, octets: octetsIn(recorded), ...tally });
    Object.assign(total, sum(total, tally));
  }
  return { ...total, rows, findings, interrupted };
}

function sum(a: Readonly<Tally>, b: Readonly<Tally>): Tally {
  return {
    cases: a.cases + b.cases,
    old: a.old + b.old,
    new: a.new + b.new,
    between: a.between + b.between,
    triesGained: a.triesGained + b.triesGained,
  };
}
