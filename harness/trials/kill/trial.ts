import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { verifyAudit } from "#daemon/audit/verify-file.js";
import { residentFile } from "../../municipality/resident-file.js";
import { CITY, openTown } from "../town.js";
import { Approver, Publisher } from "./approvers.js";
import { Aftermath } from "./check.js";
import { DaemonChild } from "./child.js";
import { Importer } from "./importer.js";
import type { Party } from "./party.js";
import { Stopper } from "./stopper.js";
import { Terminal } from "./terminal.js";

/** Of a hundred kills so many hit the daemon on its way up. */
const EARLY = 20;
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
  /** Calls that were answered and found in store and log. */
  readonly answered: number;
  /** Calls that a kill caught before their answer. */
  readonly caught: number;
  readonly rows: number;
  readonly heads: number;
  readonly problems: readonly string[];
}

/**
 * Kills a daemon (SIGKILL) over and over at points that the seed chooses, under the load of several terminals, an importer, stops, publications by two operators and deliveries, on one data directory; after
 * each kill compares what is on disk with what was answered, and after each start that every interrupted card write was finished or undone.
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
  const town = await openTown({ seed, count: seats + 1, withLibrary: true });
  const { pki } = town;
  const library = town.library!;
  const problems: string[] = [];
  let child: DaemonChild | undefined;
  try {
    const planFile = town.plan();
    const aftermath = new Aftermath(town.data);
    let answers = 0;
    let enough: (() => void) | undefined;
    let left = Number.POSITIVE_INFINITY;
    const onAnswer = () => {
      answers++;
      if (--left === 0) enough?.();
    };
    const counters = town.seats.map((seat) => new Terminal(seat, seededRandom(`${seed}/${seat.operator}`), onAnswer));
    // The last card is reported lost and found again, over and over, and nobody works with it.
    const [terminals, reported] = [counters.slice(0, -1), counters.at(-1)!];
    const importer = new Importer(town.login("senior"), onAnswer);
    const holder = { residentId: reported.seat.residentId, cardId: () => reported.cardId };
    const stopper = new Stopper(town.login("second-senior"), holder, onAnswer);
    const publisher = new Publisher(town.login("admin"), onAnswer);
    const approver = new Approver(town.login("deputy"), publisher, onAnswer);
    const parties: readonly Party[] = [...terminals, importer, stopper, publisher, approver];

    // The first life only sets the town up.
    child = new DaemonChild(planFile);
    const wire = await child.listening;
    await importer.connect(wire, pki.ca);
    const person = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
    const rows = counters.map(({ seat }) => ({ residentId: seat.residentId, ...person }));
    await importer.call("residents.import", { content: residentFile(CITY, 1, rows) });
    for (const terminal of counters) {
      await terminal.connect(wire, pki.ca);
      await terminal.settle();
    }
    await reported.leave();
    for (const party of [stopper, publisher, approver]) await party.connect(wire, pki.ca);
    let early = 0;
    let caught = 0;
    for (let kill = 1; kill <= count; kill++) {
      const before = problems.length;
      const onTheWayUp = dice(100) < EARLY;
      if (onTheWayUp) early++;
      if (kill > 1) {
        child = new DaemonChild(planFile);
        if (onTheWayUp) {
          await systemClock.sleep(dice(EARLY_MS));
          await child.end("SIGKILL");
          await aftermath.audit(problems);
          onKill?.(kill, problems.slice(before));
          continue;
        }
        const address = await child.listening;
        await Promise.all(parties.map((party) => party.connect(address, pki.ca)));
        await Promise.all(terminals.map((terminal) => terminal.look()));
        await aftermath.settled(terminals, problems);
      }
      const reached = new Promise<void>((resolve) => {
        enough = resolve;
        left = 1 + dice(MOST_ANSWERS);
      });
      const working = parties.map((party) => party.work());
      // Terminals that all end by themselves have met a refusal: the kill then finds an idle daemon, and the refusals are told.
      await Promise.race([reached, Promise.all(working)]);
      await systemClock.sleep(dice(MOST_MS));
      await child.end("SIGKILL");
      left = Number.POSITIVE_INFINITY;
      await Promise.all(working);
      for (const { refused, login } of parties) {
        for (const code of refused.splice(0)) problems.push(`${login.operator} was refused: ${code}`);
      }
      caught += parties.filter(({ waiting }) => waiting !== undefined).length;
      await aftermath.check(parties, problems);
      await aftermath.delivered(library, problems);
      onKill?.(kill, problems.slice(before));
    }

    // The last life ends in order, and the log is judged as an auditor does.
    child = new DaemonChild(planFile);
    const address = await child.listening;
    for (const terminal of terminals) {
      await terminal.connect(address, pki.ca);
      await terminal.look();
    }
    await aftermath.settled(terminals, problems);
    await aftermath.allDelivered(library, terminals, problems);
    for (const party of parties) await party.leave();
    await child.end("SIGTERM");
    const judged = await verifyAudit(town.data);
    if (!judged.ok) problems.push(`madoguchi verify: row ${judged.broken?.sequence}: ${judged.broken?.reason}`);
    return { kills: count, early, answered: answers, caught, rows: judged.entries, heads: judged.heads, problems };
  } finally {
    await child?.end("SIGKILL");
    await town.close();
  }
}
