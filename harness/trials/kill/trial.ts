import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { verifyAudit } from "#daemon/audit/verify-file.js";
import { openTown } from "../town.js";
import { Aftermath } from "./check.js";
import { DaemonChild } from "./child.js";
import { findLeaks } from "./leaks.js";
import { loadOf } from "./load.js";
import type { Party } from "./party.js";

/** Of a hundred kills so many hit the daemon on its way up. */
const EARLY = 20;
/** Of a hundred starts so many find a new key-encryption key. */
const FRESH_KEK = 15;
/** The later kills come after at most so many answers, and at most so many milliseconds after the last of them. */
const MOST_ANSWERS = 24;
const MOST_MS = 12;
const EARLY_MS = 1_200;

export interface KillTrialOptions {
  readonly seed: string;
  readonly count: number;
  readonly terminals?: number;
  /** Told after each kill. */
  readonly onKill?: (kill: number, problems: readonly string[]) => void;
}

export interface KillTrialResult {
  readonly kills: number;
  readonly early: number;
  /** Starts that found a new key-encryption key. */
  readonly exchanged: number;
  /** Calls that were answered and found in store and log. */
  readonly answered: number;
  /** Calls that a kill caught before their answer. */
  readonly caught: number;
  readonly rows: number;
  readonly heads: number;
  readonly problems: readonly string[];
}

/**
 * Kills a daemon (SIGKILL) over and over at points that the seed chooses, under the load of everybody in `load.ts`, on one data directory; after
 * each kill compares what is on disk with what was answered and with what the daemon did by itself, and after each start that every
 * interrupted card write was finished or undone.
 * Where exactly a kill falls depends on the machine too: a seed repeats the plan, not the instruction.
 */
export async function killTrial({
  seed,
  count,
  terminals: seats = 4,
  onKill,
}: KillTrialOptions): Promise<KillTrialResult> {
  const random = seededRandom(`${seed}/kills`);
  const dice = (sides: number) => {
    const [high = 0, low = 0] = random.bytes(2);
    return ((high << 8) | low) % sides;
  };
  const town = await openTown({ seed, count: seats + 2, withLibrary: true, wide: true });
  const library = town.library!;
  const problems: string[] = [];
  let child: DaemonChild | undefined;
  try {
    const planFile = town.plan();
    let answers = 0;
    let enough: (() => void) | undefined;
    let left = Number.POSITIVE_INFINITY;
    const load = loadOf(town, seed, () => {
      load.answered(++answers);
      if (--left === 0) enough?.();
    });
    const { terminals, mover, parties } = load;
    const present = <P extends Party>(of: readonly P[]) => of.filter((party) => load.present.includes(party));
    const aftermath = new Aftermath(town.data, load.own);

    child = new DaemonChild(planFile);
    await load.settle(await child.listening);
    let [early, caught, exchanged] = [0, 0, 0];
    /** The key-encryption key is not exchanged again before everything is under the last one. */
    let wrapped = true;
    for (let kill = 1; kill <= count; kill++) {
      const before = problems.length;
      const onTheWayUp = dice(100) < EARLY;
      if (onTheWayUp) early++;
      if (kill > 1) {
        if (wrapped && dice(100) < FRESH_KEK) {
          town.exchangeKek();
          exchanged++;
          wrapped = false;
        }
        child = new DaemonChild(planFile);
        if (onTheWayUp) {
          await systemClock.sleep(dice(EARLY_MS));
          await child.end("SIGKILL");
          await aftermath.audit(problems);
          onKill?.(kill, problems.slice(before));
          continue;
        }
        await load.resume(await child.listening, dice);
        wrapped = true;
        await aftermath.settled(present(terminals), problems);
      }
      const reached = new Promise<void>((resolve) => {
        enough = resolve;
        left = 1 + dice(MOST_ANSWERS);
      });
      const working = load.present.map((party) => party.work());
      // Terminals that all end by themselves have met a refusal: the kill then finds an idle daemon, and the refusals are told.
      await Promise.race([reached, Promise.all(working)]);
      await systemClock.sleep(dice(MOST_MS));
      await child.end("SIGKILL");
      left = Number.POSITIVE_INFINITY;
      await Promise.all(working);
      for (const { refused, login } of load.present) {
        for (const code of refused.splice(0)) problems.push(`${login.operator} was refused: ${code}`);
      }
      caught += load.present.filter(({ waiting }) => waiting !== undefined).length;
      await aftermath.check(load.present, problems);
      await aftermath.delivered(library, problems);
      onKill?.(kill, problems.slice(before));
    }

    // The last life ends in order, and the log is judged as an auditor does.
    child = new DaemonChild(planFile);
    await load.resume(await child.listening);
    await aftermath.settled([...terminals, mover], problems);
    await aftermath.allDelivered(library, terminals, problems);
    for (const party of parties) await party.leave();
    await child.end("SIGTERM");
    await aftermath.check([], problems);
    const judged = await verifyAudit(town.data);
    if (!judged.ok) problems.push(`madoguchi verify: row ${judged.broken?.sequence}: ${judged.broken?.reason}`);
    problems.push(
      ...findLeaks(
        town,
        parties.map(({ login }) => login.operator),
        child.said,
      ),
    );
    const { entries: rows, heads } = judged;
    return { kills: count, early, exchanged, answered: answers, caught, rows, heads, problems };
  } finally {
    await child?.end("SIGKILL");
    await town.close();
  }
}
