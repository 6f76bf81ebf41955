import { expect } from "chai";
import type { VirtualClock } from "#card/ports/clock.js";
import { passUseGates } from "#daemon/gates/use-gates.js";
import type { Store } from "#daemon/store/repositories.js";
import { pull } from "../broken-off.fixture.js";
import { LIBRARY } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import {
  closeScene,
  openScene,
  type Systems,
  type SystemsPki,
  systemsPki,
  type TellingDesk,
  type TellingScene,
} from "./systems.fixture.js";

const r1 = { readerId: "r1" };
const A = "13101";

/** Where a start of use breaks, and what is true when all is settled. */
interface Case {
  readonly step: string;
  /** Lays the fault; gives what takes it away again. */
  readonly lay: (scene: {
    readonly card: DeskCard;
    readonly systems: Systems;
    readonly fail: FailingStore;
  }) => () => void;
  readonly told: "ok" | "reader.card-removed" | "broken";
  readonly end: "both" | "neither";
  /** Whether a repetition by an operator is needed. */
  readonly repeat?: true;
}

/** A store whose transactions can be made to fail: the `n`-th from now. */
class FailingStore {
  #left = Number.POSITIVE_INFINITY;

  at(transaction: number): void {
    this.#left = transaction;
  }

  around(store: Store): Store {
    return {
      ...store,
      transaction: (work) => {
        if (this.#left-- === 0) return Promise.reject(new Error("the disk is gone"));
        return store.transaction(work);
      },
    };
  }
}

const CASES: readonly Case[] = [
  {
    step: "1 the registration as pending",
    lay: ({ fail }) => {
      fail.at(0);
      return () => {};
    },
    told: "broken",
    end: "neither",
  },
  {
    step: "2 the load file",
    lay: ({ card }) => pull(card, ([, ins]) => ins === 0xe8),
    told: "reader.card-removed",
    end: "neither",
  },
  {
    step: "3 the installation",
    lay: ({ card }) => pull(card, ([, ins, p1]) => ins === 0xe6 && p1 === 0x0c),
    told: "reader.card-removed",
    end: "neither",
  },
  {
    step: "4 the personalisation",
    lay: ({ card }) => pull(card, ([, ins, p1]) => ins === 0xe6 && p1 === 0x20),
    told: "reader.card-removed",
    end: "both",
  },
  {
    step: "5 the confirmation",
    lay: ({ fail }) => {
      fail.at(1);
      return () => {};
    },
    told: "broken",
    end: "both",
  },
  {
    step: "6 the business system: it is down",
    lay: ({ systems }) => {
      systems.library.fault = "error";
      return () => {
        systems.library.fault = undefined;
      };
    },
    told: "ok",
    end: "both",
  },
  {
    step: "6 the business system: it refuses",
    lay: ({ systems }) => {
      systems.library.fault = "refuse";
      return () => {
        systems.library.fault = undefined;
      };
    },
    told: "ok",
    end: "both",
    repeat: true,
  },
];

describe("start of use: application and registration both, or neither (R-USE-03, R-AP-08, R-SYS-04, X-28)", function () {
  this.timeout(60_000);
  let pki: SystemsPki;
  let systems: Systems;
  let database: TellingScene["database"];
  let at: TellingDesk;
  let card: DeskCard;
  let fail: FailingStore;

  before(async () => {
    pki = await systemsPki();
  });
  after(() => pki.close());

  beforeEach(async () => {
    fail = new FailingStore();
    const between = (store: Store) => fail.around(store);
    ({ systems, database, at, card } = await openScene(pki, { between }));
  });
  afterEach(() => closeScene({ systems, database, at }));

  const gate = () =>
    passUseGates(
      { ...at.desk.ports, store: at.store },
      { sharers: [A], cardId: card.cardId, serviceId: "library", channel: "library" },
    ).then(
      () => "open",
      (error) => error.code as string,
    );
  const onCard = async () =>
    (await at.desk.call("cardApps.list", r1)).applications
      .filter(({ aid }) => aid === LIBRARY.aid)
      .map(({ state }) => state);
  const resume = async () => (await at.desk.call("resume.list", {})).items;

  for (const { step, lay, told, end, repeat } of CASES) {
    it(`is ${end} when this step breaks: ${step}`, async () => {
      const applicationId = await at.desk.applies(card, "library", "load");
      expect((await resume()).map(({ kind, next }) => `${kind} ${next}`)).to.deep.equal(["application load"]);
      const mend = lay({ card, systems, fail });
      const outcome = await at.desk.call("cardApps.load", { ...r1, applicationId }).then(
        () => "ok",
        (error) => error.code ?? "broken",
      );
      expect(outcome).to.equal(told);
      await at.outbox.idle();
      // Whatever is broken: where the start is not at its end, no service is given, and the operator finds it in the list.
      if (told !== "ok" || repeat) {
        expect(await gate()).to.match(/^gate\.(not-registered|registration-pending)$/);
        const [item] = await resume();
        expect(item?.next).to.equal(repeat ? "clear-up" : step.startsWith("1") ? "load" : "put-card");
        expect(systems.library.served).to.deep.equal([]);
      }
      mend();
      await at.desk.insert(card);
      for (const { next, id } of await resume()) if (next === "clear-up") await at.desk.call("handOver.retry", { id });
      (at.desk.clock as VirtualClock).advance(2_000);
      await new Promise(setImmediate);
      at.outbox.wake();
      await at.outbox.idle();

      const whole = end === "both";
      expect(await onCard()).to.deep.equal(whole ? ["personalised"] : []);
      expect(await gate()).to.equal(whole ? "open" : "gate.not-registered");
      expect(systems.library.served).to.have.length(whole ? 1 : 0);
      expect((await resume()).map(({ next }) => next)).to.deep.equal(whole ? [] : ["load"]);
      if (!whole) {
        await at.desk.call("cardApps.load", { ...r1, applicationId });
        await at.outbox.idle();
        expect([await gate(), systems.library.served.length]).to.deep.equal(["open", 1]);
      }
      expect(systems.library.disordered).to.deep.equal([]);
    });
  }

  it("leaves an aborted start and an aborted end of use as something to go on with: nothing half given, each with what to do next (R-USE-01)", async () => {
    const { desk } = at;
    const next = async () => (await resume()).map(({ kind, operation, next: step }) => `${kind} ${operation} ${step}`);
    // The start, left after the application was recorded: the operator logs out, another one finds it.
    const start = await desk.applies(card, "library", "load");
    expect([await next(), await gate()]).to.deep.equal([["application load load"], "gate.not-registered"]);
    const cut = pull(card, ([, ins]) => ins === 0xe8);
    await desk.call("cardApps.load", { ...r1, applicationId: start }).catch(() => {});
    cut();
    expect([await next(), await gate()]).to.deep.equal([
      ["card-write cardApps.load put-card"],
      "gate.registration-pending",
    ]);
    await desk.insert(card);
    expect([await next(), await gate()]).to.deep.equal([["application load load"], "gate.not-registered"]);
    await desk.call("cardApps.load", { ...r1, applicationId: start });
    expect([await next(), await gate()]).to.deep.equal([[], "open"]);
    // The end likewise: until the deletion is through the use stands, and the card in hand finishes it.
    const end = await desk.applies(card, "library", "delete");
    expect([await next(), await gate()]).to.deep.equal([["application delete delete"], "open"]);
    const cutAgain = pull(card, ([, ins]) => ins === 0xe4);
    await desk.call("cardApps.delete", { ...r1, applicationId: end }).catch(() => {});
    cutAgain();
    expect(await next()).to.deep.equal(["card-write cardApps.delete put-card"]);
    await desk.insert(card);
    expect([await next(), await gate(), await onCard()]).to.deep.equal([[], "gate.not-registered", []]);
  });

  it("ends without the card: no service, its system told, and the application is deleted when the card is back (R-USE-05)", async () => {
    await at.desk.call("cardApps.load", { ...r1, applicationId: await at.desk.applies(card, "library", "load") });
    at.desk.readers.remove("r1");
    const applicationId = await at.desk.applies(card, "library", "delete");
    const ended = await at.desk.call("use.end", { applicationId });
    expect(ended).to.deep.equal({ cardId: card.cardId, handOver: "queued", onCard: "remains" });
    await at.outbox.idle();
    expect([await gate(), systems.library.served.length]).to.deep.equal(["gate.not-registered", 0]);
    const again = await at.desk.call("use.end", { applicationId }).catch((error) => error.code);
    expect(again).to.equal("use.no-application");
    await at.desk.insert(card);
    expect(await onCard(), "what is on the card gives nothing").to.deep.equal(["personalised"]);
    await at.desk.call("cardApps.delete", { ...r1, applicationId: await at.desk.applies(card, "library", "delete") });
    expect(await onCard()).to.deep.equal([]);
  });

  it("takes an interrupted load back when the use was ended without the card in the meantime", async () => {
    const applicationId = await at.desk.applies(card, "library", "load");
    const mend = pull(card, ([, ins, p1]) => ins === 0xe6 && p1 === 0x20);
    await at.desk.call("cardApps.load", { ...r1, applicationId }).catch(() => {});
    await at.desk.call("use.end", { applicationId: await at.desk.applies(card, "library", "delete") });
    mend();
    await at.desk.insert(card);
    expect(await onCard()).to.deep.equal([]);
    expect(await gate()).to.equal("gate.not-registered");
    await at.outbox.idle();
    expect(systems.library.served).to.deep.equal([]);
  });

  it("moves a user to the card that was issued anew: same number, loads by the resume list, nothing with the old card", async () => {
    await at.desk.call("cardApps.load", { ...r1, applicationId: await at.desk.applies(card, "library", "load") });
    await at.outbox.idle();
    const [number] = systems.library.served;
    const { userId } = (await at.store.of(A).registrations.live(card.cardId, "library"))!;
    const old = card;
    const replace = (cardId: string) =>
      at.desk.call("cards.replace", { ...r1, cardId, userId, identityChecked: true }).then(
        ({ formerCardId, serviceIds }) => `${formerCardId} ${serviceIds}`,
        (error) => error.code,
      );
    expect(await replace(old.cardId)).to.equal("use.same-card");
    card = deskCard({ cin: "DESK000009" });
    await at.desk.insert(card);
    at.desk.status = "suspended";
    expect(await replace(card.cardId)).to.equal("gate.card-not-active");
    at.desk.status = "active";
    expect(await replace(card.cardId)).to.equal(`${old.cardId} library`);
    await at.outbox.idle();
    expect(systems.library.served).to.deep.equal([]);
    const [item] = await resume();
    expect(item).to.include({ kind: "application", next: "load", serviceId: "library", userId });
    await at.desk.call("area.set", r1);
    await at.desk.call("cardApps.load", { ...r1, applicationId: item!.id });
    await at.outbox.idle();
    expect(systems.library.served).to.deep.equal([number]);
    expect(await gate()).to.equal("open");
    card = old;
    expect(await gate()).to.equal("gate.not-registered");
  });
});
