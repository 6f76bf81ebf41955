import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Store } from "#daemon/store/repositories.js";
import { PowerLoss } from "#simulator/nvm/power-loss.js";
import { killedAt, pull } from "../broken-off.fixture.js";
import type { Desk } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { A, B, openTown, partnerOf, residentIs, type TownOptions, townPorts } from "./towns.fixture.js";

const r1 = { readerId: "r1" };

interface Beginning {
  readonly database: string;
  readonly image: Uint8Array;
  readonly userId: string;
  readonly options: TownOptions;
  readonly ticket?: string;
}

describe("a move continuation that is interrupted (R-MOVE-02, A-07)", () => {
  let folder: string;
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "desk-torn-move-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A card that A set, or only issued, in the hand of a holder who is B's resident and user. */
  async function begin(how: "joint" | "ticket", isSet: boolean): Promise<Beginning> {
    const a = await openTown({ towns: [A], partners: [await partnerOf(townPorts({ towns: [B] }), B)], ids: "a" });
    const card = deskCard();
    await a.desk.insert(card);
    if (isSet) await a.desk.call("area.set", r1);
    const options: TownOptions =
      how === "joint"
        ? { towns: [A, B] }
        : { towns: [B], partners: [await partnerOf(townPorts({ towns: [A] }), A)], ids: "b" };
    const database = join(folder, `${++files}.sqlite`);
    const b = await openTown({ ...options, ids: "prepared" }, database);
    await b.desk.insert(card);
    await residentIs(b.store, B, true);
    const { userId } = await b.desk.call("users.register", { ...r1, residentId: "R1" }, B);
    const { request } = await b.desk.call("move.inspect", r1, B);
    const ticket =
      how === "joint"
        ? {}
        : { ticket: (await a.desk.call("move.issueTicket", { to: B, request: request! }, A)).ticket };
    await a.close();
    await b.close();
    return { database, image: card.nvm.device.image.slice(), userId, options, ...ticket };
  }

  function moving(desk: Desk, card: DeskCard, { userId, ticket }: Beginning) {
    const by = ticket === undefined ? {} : { ticket };
    return desk.call("move.continue", { ...r1, cardId: card.cardId, userId, ...by }, B);
  }

  /** Card, journal and ticket agree; where nothing was done the continuation can be done now, with the same ticket. */
  async function settled(desk: Desk, card: DeskCard, store: Store, beginning: Beginning, place: string) {
    expect(await store.of(B).journal.open(), place).to.deep.equal([]);
    const { area } = await desk.call("cardApps.list", r1, B);
    const done = area?.municipality === B;
    if (!done) await moving(desk, card, beginning);
    const load = await desk.applies(card, "b-library", "load", B);
    await desk.call("cardApps.load", { ...r1, applicationId: load }, B);
    return done ? "finished" : "undone";
  }

  async function copyOf({ database }: Beginning): Promise<string> {
    const file = join(folder, `${++files}.sqlite`);
    copyFileSync(database, file);
    return file;
  }

  async function killEverywhere(beginning: Beginning, stride: number) {
    const ends = { finished: 0, undone: 0 };
    for (let step = 0; ; step += stride) {
      const file = await copyOf(beginning);
      const card = deskCard({ image: beginning.image });
      const ports = townPorts(beginning.options);
      const killed = await killedAt(step, { file, card, ports }, (doomed) => moving(doomed, card, beginning));

      const next = await openTown({ ...beginning.options, ids: "next" }, file);
      // A ticket that was in time when it was taken stays good for what was begun with it.
      if (killed && beginning.ticket !== undefined) next.desk.clock.advance(3_600_000);
      await next.desk.insert(card);
      ends[await settled(next.desk, card, next.store, beginning, `killed at step ${step}`)]++;
      expect(next.desk.failed).to.deep.equal([]);
      await next.close();
      if (!killed) return { ...ends, steps: step };
    }
  }

  for (const how of ["joint", "ticket"] as const) {
    for (const isSet of [true, false]) {
      it(`is finished or undone when the daemon is killed at any step (${how}, area ${isSet ? "set" : "not set"})`, async function () {
        this.timeout(120_000);
        const { finished, undone, steps } = await killEverywhere(await begin(how, isSet), isSet ? 1 : 4);
        expect(steps).to.be.greaterThan(30);
        expect(finished).to.be.greaterThan(2);
        expect(undone).to.be.greaterThan(isSet ? 10 : 2);
      });
    }
  }

  it("is mended when the card loses its power inside any write of the hand-over, and told of", async function () {
    this.timeout(120_000);
    const beginning = await begin("ticket", true);
    const ends = { finished: 0, undone: 0 };
    let fired = true;
    for (let place = 0; fired; place += 3) {
      const card = deskCard({ image: beginning.image });
      const { desk, store, close } = await openTown({ ...beginning.options, ids: "living" }, await copyOf(beginning));
      await desk.insert(card);
      card.nvm.device.tearAfter(place, 0x3c);
      const transmit = card.transmit.bind(card);
      fired = false;
      card.transmit = (command) => {
        try {
          return transmit(command);
        } catch (error) {
          fired = error instanceof PowerLoss;
          throw error;
        }
      };
      const error = await moving(desk, card, beginning).then(
        () => undefined,
        (thrown) => thrown,
      );
      Reflect.deleteProperty(card, "transmit");
      if (fired) expect(isMadoguchiError(error, "reader.card-removed"), `place ${place}: ${error}`).to.equal(true);
      const waiting = await store.of(B).journal.open();
      await desk.insert(card);
      if (waiting.length > 0) {
        const told = desk.announced.filter(({ method }) => method === "journal.changed");
        expect(told).to.have.length(1);
        expect(told[0]!.params).to.include({ operation: "move.continue", cardId: card.cardId });
      }
      ends[await settled(desk, card, store, beginning, `place ${place}`)]++;
      await close();
    }
    expect(ends.finished).to.be.greaterThan(3);
    expect(ends.undone).to.be.greaterThan(3);
  });

  /** A card that was pulled when it was to hear this command, and is in nobody's reader. */
  async function pulledAt(instruction: number, beginning: Beginning) {
    const card = deskCard({ image: beginning.image });
    const town = await openTown(beginning.options, await copyOf(beginning));
    await town.desk.insert(card);
    const putBack = pull(card, ([, ins]) => ins === instruction);
    await moving(town.desk, card, beginning).catch(() => {});
    putBack();
    return { card, ...town };
  }

  it("is not ended by a forged card of the same number", async () => {
    const beginning = await begin("joint", true);
    const { card, desk, store, close } = await pulledAt(0xd8, beginning);
    const waiting = await store.of(B).journal.open();
    expect(waiting).to.have.length(1);
    await desk.insert(deskCard({ master: new Uint8Array(32).fill(0xee) }));
    expect(await store.of(B).journal.open()).to.deep.equal(waiting);
    await desk.insert(card);
    expect(await store.of(B).journal.open()).to.deep.equal([]);
    await close();
  });

  it("is finished, not left between two towns, on a card that was reported lost after its key was put", async () => {
    const beginning = await begin("joint", true);
    const { card, desk, store, close } = await pulledAt(0xe2, beginning);
    desk.status = "lost";
    await desk.insert(card);
    expect(await store.of(B).journal.open()).to.deep.equal([]);
    expect((await desk.call("cardApps.list", r1, B)).area?.municipality).to.equal(B);
    await close();
  });
});
