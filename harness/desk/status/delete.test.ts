import { expect } from "chai";
import { type OperationState, operationStates } from "#daemon/store/records.js";
import type { Store } from "#daemon/store/repositories.js";
import type { Desk } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { openDesk } from "../open-desk.fixture.js";

const r1 = { readerId: "r1" };

/** with a right of its own, or not at all; a card in operation needs nothing more. */
const table: Record<OperationState, "yes" | "with the right" | "no"> = {
  active: "yes",
  expired: "with the right",
  returned: "with the right",
  revoked: "with the right",
  suspended: "no",
  lost: "no",
  stolen: "no",
  "not-delivered": "no",
  unknown: "no",
};

describe("Deleting from a card that is not in operation (X-07, A-05)", function () {
  this.timeout(60_000);
  let desk: Desk;
  let store: Store;
  let card: DeskCard;
  let writes: number;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ desk, store, close } = await openDesk());
    card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
    writes = 0;
    card.observer = (command) => {
      // DELETE in any class, and the key that a session for it begins with.
      if ([0xe4, 0x50, 0x82].includes(command[1]!)) writes++;
    };
  });
  afterEach(() => close());

  const remove = async (): Promise<string> => {
    const applicationId = await desk.applies(card, "library", "delete");
    return desk.call("cardApps.delete", { ...r1, applicationId }).then(
      () => "deleted",
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
  };
  const stillThere = async () => (await store.of("13101").registrations.live(card.cardId, "library")) !== undefined;

  for (const state of operationStates) {
    it(`${state}: ${table[state]} (R-STATE-05, R-AP-07)`, async () => {
      desk.status = state;
      const refused = state === "unknown" ? "gate.card-state-unknown" : "gate.card-not-active";
      const withoutRight = { yes: "deleted", "with the right": "not permitted: card.delete-inactive", no: refused };
      expect(await remove()).to.equal(withoutRight[table[state]]);
      if (table[state] === "yes") return;
      expect([await stillThere(), writes]).to.deep.equal([true, 0]);
      desk.rights.add("card.delete-inactive");
      expect(await remove()).to.equal(table[state] === "no" ? refused : "deleted");
      expect(await stillThere()).to.equal(table[state] === "no");
      // Done or refused, it is on record with the state (R-STATE-05).
      expect(desk.facts).to.deep.include({ cardState: state });
    });
  }

  it("not from one that an operator has stopped, whatever its state and the right (R-STOP-01, X-07)", async () => {
    desk.rights.add("card.delete-inactive");
    const stop = { municipality: "13101", cardId: card.cardId, reason: "stolen", reportedBy: "holder" } as const;
    await store.of("13101").stops.set({ ...stop, setBy: "op1", setAt: 0 });
    for (const state of ["active", "expired"] as const) {
      desk.status = state;
      expect(await remove(), state).to.equal("gate.stopped");
    }
    expect([await stillThere(), writes]).to.deep.equal([true, 0]);
  });
});
