import type { Clock } from "#card/ports/clock.js";
import type { KeyStore } from "../people/key-store.js";
import type { CardProfile } from "../profiles/profile.js";
import { type FuzzCard, recordCorpus, targetCard } from "./fuzz-card.js";
import { FuzzRandom } from "./fuzz-random.js";
import { Oracle, type Recorder } from "./oracle.js";
import { type Corpus, type Sequence, SequencePlayer } from "./sequence.js";
import { shrink } from "./shrink.js";

/** Commands of one sequence, about: long enough for a whole flow, short enough to begin often from a known state. */
const SEQUENCE_LENGTH = 60;

export interface FuzzOptions {
  readonly profile: CardProfile;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly seed: string;
  /** Commands to send, at least. */
  readonly count: number;
  /** Longest time that one command may take; no limit when absent. */
  readonly limitMs?: number;
  /** Told of every sequence and step. */
  readonly recorder?: Recorder;
  /** Told after each sequence how many commands were sent, and waited for; false ends the run. */
  readonly onProgress?: (sent: number) => boolean | Promise<boolean>;
}

/** What a run of the fuzzer found. */
export interface FuzzReport {
  readonly profile: string;
  readonly seed: string;
  readonly commands: number;
  readonly sequences: number;
  readonly slowestMs: number;
  readonly elapsedMs: number;
  /** The first sequence after which the card did what it must not, with as few steps as show it. */
  readonly found?: Sequence;
}

/** A card and its corpus, made once for many runs. */
export interface FuzzBench {
  readonly fuzzed: FuzzCard;
  readonly corpus: Corpus;
}

/** Issues the card that is fuzzed and records what is mutated. */
export async function fuzzBench(profile: CardProfile, keys: KeyStore): Promise<FuzzBench> {
  return { fuzzed: await targetCard(profile, keys), corpus: await recordCorpus(profile, keys) };
}

/** The sequence of this number in a run of this seed: the same each time, whatever came before it. */
export function playSequence(bench: FuzzBench, oracle: Oracle, seed: string): Promise<Sequence> {
  const random = new FuzzRandom(seed);
  return new SequencePlayer(bench.fuzzed, oracle, bench.corpus, random).play(seed, SEQUENCE_LENGTH);
}

/** Sends arbitrary, spoilt and out-of-place commands to a card of the profile, in its own process and memory, until `count` or a finding. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { profile, keys, clock, seed, count, limitMs = Number.POSITIVE_INFINITY, recorder, onProgress } = options;
  const bench = await fuzzBench(profile, keys);
  const oracle = new Oracle(bench.fuzzed, clock, limitMs, recorder);
  const started = clock.now();
  let sequences = 0;
  let found: Sequence | undefined;
  while (oracle.count < count && found === undefined) {
    const sequence = await playSequence(bench, oracle, `${seed}/${sequences++}`);
    if (sequence.finding !== undefined) found = sequence;
    else if ((await onProgress?.(oracle.count)) === false) break;
  }
  const facts = { profile: profile.name, seed, commands: oracle.count, sequences, slowestMs: oracle.slowestMs };
  const elapsedMs = clock.now() - started;
  if (found === undefined) return { ...facts, elapsedMs };
  return {
    ...facts,
    elapsedMs,
    found: shrink(bench.fuzzed, new Oracle(bench.fuzzed, clock, limitMs, recorder), found),
  };
}
