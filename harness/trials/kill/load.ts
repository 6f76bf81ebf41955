import { ascii, toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { residentFile } from "../../municipality/resident-file.js";
import { CITY, type Town } from "../town.js";
import { Approver, Publisher } from "./approvers.js";
import { Importer } from "./importer.js";
import { MediumClerk } from "./medium-clerk.js";
import { Arrivals, Mover } from "./mover.js";
import { Personnel, Registrar } from "./office.js";
import { OwnRows } from "./own-rows.js";
import type { Party } from "./party.js";
import { Stopper } from "./stopper.js";
import { Terminal } from "./terminal.js";

/** A card that is on no reader, of which only the CS speaks. */
const CS_CARD = toHex(ascii("TRIALCS"));
const PERSON = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
/** So many answers lie between two changes that the CS tells by itself. */
const ANSWERS_A_CHANGE = 7;
/** Of a hundred lives each group is there in so many. */
const PRESENT = 45;

/** Everybody who works while the daemon is killed. */
export interface Load {
  /** Who works with a card in a reader. */
  readonly terminals: readonly Terminal[];
  readonly mover: Mover;
  readonly parties: readonly Party[];
  /** Who works in this life. */
  readonly present: readonly Party[];
  readonly own: OwnRows;
  /** The first life only sets the town up. */
  settle(wire: string): Promise<void>;
  /** A later life: some come to work, or all; whoever has a card looks at it. */
  resume(wire: string, dice?: (sides: number) => number): Promise<void>;
  /** Told of each answer. */
  answered(count: number): void;
}

/** The load of a town: the last two of its cards are one that is stopped and lifted, and one that moves to the other town and back. */
export function loadOf(town: Town, seed: string, onAnswer: () => void): Load {
  const { cs, pki } = town;
  const seats = town.seats.map((seat) => new Terminal(seat, seededRandom(`${seed}/${seat.operator}`), onAnswer));
  const [terminals, reported, moving] = [seats.slice(0, -2), seats.at(-2)!, seats.at(-1)!.seat];
  const importer = new Importer(town.login("senior"), onAnswer);
  const neighbour = new Importer(town.neighbourLogin("tsukimi-senior"), onAnswer);
  const holder = { residentId: reported.seat.residentId, cardId: () => reported.cardId };
  const stopper = new Stopper(town.login("second-senior"), holder, onAnswer);
  const publisher = new Publisher(town.login("admin"), onAnswer);
  const approver = new Approver(town.login("deputy"), publisher, onAnswer);
  const donor = new Arrivals(moving, onAnswer);
  const taker = new Arrivals(town.neighbourLogin("tsukimi-clerk"), onAnswer);
  const mover = new Mover(
    town.login("third-senior"),
    { reader: moving.reader, residentId: "M-0" },
    [
      { clerk: donor, importer },
      { clerk: taker, importer: neighbour },
    ],
    onAnswer,
  );
  const registrar = new Registrar(town.login("fourth-senior"), reported.seat.residentId, onAnswer);
  const personnel = new Personnel(town.login("third-admin"), onAnswer);
  const medium = new MediumClerk(town.login("fifth-senior"), town.media, onAnswer);
  const others = [importer, neighbour, stopper, publisher, approver, donor, taker, registrar, personnel, medium];
  const parties: readonly Party[] = [...terminals, mover, ...others];
  const own = new OwnRows(CS_CARD);
  own.changesUpTo = (sequence) =>
    cs.changes.filter((change) => change.cardId === CS_CARD && change.sequence <= sequence).length;
  // Each login costs a hash that is meant to be dear, so that not everybody is there in each life. These go together.
  const groups: readonly (readonly Party[])[] = [
    ...terminals.map((terminal) => [terminal]),
    [mover, importer, neighbour, donor, taker],
    [importer, medium],
    [publisher, approver],
    ...[stopper, registrar, personnel].map((one) => [one]),
  ];
  let present = parties;
  let suspended = false;
  return {
    ...{ terminals, mover, parties, own },
    get present() {
      return present;
    },
    async settle(wire) {
      for (const party of [importer, neighbour, donor, taker]) await party.connect(wire, pki.ca);
      const rows = seats.map(({ seat }) => ({ residentId: seat.residentId, ...PERSON }));
      await importer.call("residents.import", { content: residentFile(CITY, 1, rows) });
      const other = residentFile(neighbour.login.municipality, 1, [{ residentId: "N-0", ...PERSON }]);
      await neighbour.call("residents.import", { content: other });
      for (const terminal of [...terminals, reported]) {
        await terminal.connect(wire, pki.ca);
        await terminal.settle();
      }
      await reported.leave();
      await mover.settle();
      const here = new Set<Party>([...terminals, importer, neighbour, donor, taker]);
      for (const party of parties) if (!here.has(party)) await party.connect(wire, pki.ca);
    },
    async resume(wire, dice = () => 0) {
      const coming = groups.filter(() => dice(100) < PRESENT);
      present = parties.filter((party) => (coming.length === 0 ? groups : coming).flat().includes(party));
      for (const party of parties) party.rest();
      await Promise.all(present.map((party) => party.connect(wire, pki.ca)));
      const looking = [...terminals, mover].filter((one) => present.includes(one));
      await Promise.all(looking.map((one) => one.look()));
    },
    answered(count) {
      if (count % ANSWERS_A_CHANGE !== 0) return;
      suspended = !suspended;
      cs.setStatus(CS_CARD, suspended ? "suspended" : "active");
    },
  };
}
