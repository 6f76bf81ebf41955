import { expect } from "chai";
import { type PinChannel, pinChannels } from "#daemon/pin/effective-limit.js";
import { type OperationState, operationStates } from "#daemon/store/records.js";
import type { Store } from "#daemon/store/repositories.js";
import type { Desk } from "../desk.fixture.js";
import type { DeskCard } from "../desk-card.fixture.js";
import { openWindow, PIN, type Window } from "../pin/window.fixture.js";
import { EVERYWHERE } from "./everywhere.fixture.js";

const r1 = { readerId: "r1" };
const CITY = "13101";

interface Flags {
  readonly state: OperationState;
  readonly stopped: boolean;
  readonly locked: boolean;
}

/** What each row must be answered: the first flag that stands in the way names itself. */
const table: readonly (Flags & { readonly answer: string })[] = [
  { state: "active", stopped: false, locked: false, answer: "ok" },
  { state: "active", stopped: true, locked: false, answer: "gate.stopped" },
  { state: "suspended", stopped: false, locked: false, answer: "gate.card-not-active" },
  { state: "suspended", stopped: true, locked: false, answer: "gate.card-not-active" },
  { state: "active", stopped: false, locked: true, answer: "pin.locked" },
  { state: "active", stopped: true, locked: true, answer: "gate.stopped" },
  { state: "suspended", stopped: false, locked: true, answer: "gate.card-not-active" },
  { state: "suspended", stopped: true, locked: true, answer: "gate.card-not-active" },
];

describe("Operation status, operator's stop and PIN lock", function () {
  this.timeout(60_000);
  let desk: Desk;
  let store: Store;
  let card: DeskCard;
  let window: Window;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ desk, store, card, window, close } = await openWindow([EVERYWHERE]));
    desk.rights.add("card.unlock");
  });
  afterEach(() => close());

  const enter = (channel: PinChannel, pin = PIN) => window.enter(EVERYWHERE, channel, pin, 3);
  const isLocked = async () => (await window.stateOf(EVERYWHERE)) === "locked";

  async function setStop(stopped: boolean): Promise<void> {
    const own = store.of(CITY).stops;
    const stop = { reason: "lost", reportedBy: "holder", setBy: "op1", setAt: 0 } as const;
    await (stopped ? own.set({ municipality: CITY, cardId: card.cardId, ...stop }) : own.lift(card.cardId));
  }
  /** By wrong entries, as a lock comes about; lifted by an operator with a new PIN. The card must be free of the other two for both. */
  async function setLock(locked: boolean): Promise<void> {
    if (locked) for (let entry = 0; entry < 3; entry++) await enter("counter", "0000");
    else await desk.call("cardApps.setPin", { ...r1, serviceId: EVERYWHERE.id, pin: PIN, identityChecked: true });
    expect(await isLocked()).to.equal(locked);
  }

  for (const { answer, ...flags } of table) {
    const { state, stopped, locked } = flags;
    const row = [state, stopped ? "stopped" : "not stopped", locked ? "locked" : "not locked"].join(", ");
    it(`${row}: ${answer} at every channel, and no refusal sends a VERIFY (X-08, R-PIN-11, R-STATE-07, R-SEC-06)`, async () => {
      if (locked) await setLock(true);
      desk.status = state;
      await setStop(stopped);
      for (const channel of pinChannels) {
        const sent = window.verified;
        expect(await enter(channel), channel).to.equal(answer);
        expect(window.verified - sent, channel).to.equal(answer === "ok" ? 1 : 0);
      }
    });
  }

  it("are cleared one by one in any order, and none clears another (X-08, R-PIN-11, R-STOP-05)", async () => {
    const clear = {
      state: async () => {
        desk.status = "active";
      },
      stop: () => setStop(false),
      lock: () => setLock(false),
    };
    const after: readonly (readonly [keyof typeof clear, string])[][] = [
      [
        ["state", "gate.stopped"],
        ["stop", "pin.locked"],
        ["lock", "ok"],
      ],
      [
        ["stop", "gate.card-not-active"],
        ["state", "pin.locked"],
        ["lock", "ok"],
      ],
    ];
    for (const order of after) {
      await setLock(true);
      await setStop(true);
      desk.status = "suspended";
      for (const [flag, answer] of order) {
        await clear[flag]();
        for (const channel of pinChannels) expect(await enter(channel), `${flag} ${channel}`).to.equal(answer);
      }
    }
  });

  it("leave a lock alone that an operator may not lift while one of the others stands (R-PIN-06, X-08)", async () => {
    await setLock(true);
    desk.status = "suspended";
    const lift = () =>
      desk.call("cardApps.setPin", { ...r1, serviceId: EVERYWHERE.id, pin: PIN, identityChecked: true }).then(
        () => "ok",
        ({ code }) => code as string,
      );
    expect(await lift()).to.equal("gate.card-not-active");
    desk.status = "active";
    await setStop(true);
    expect(await lift()).to.equal("gate.stopped");
    expect(await isLocked()).to.equal(true);
  });

  it("each state but 運用中 refuses at every channel, and all tries remain afterwards (X-06, R-STATE-03)", async () => {
    const sent = window.verified;
    for (const state of operationStates.filter((one) => one !== "active")) {
      desk.status = state;
      const code = state === "unknown" ? "gate.card-state-unknown" : "gate.card-not-active";
      for (const channel of pinChannels) expect(await enter(channel), `${state} ${channel}`).to.equal(code);
    }
    expect(window.verified).to.equal(sent);
    desk.status = "active";
    expect(await enter("own", "0000")).to.equal("card-app.wrong-pin");
    expect(await enter("own", "0000")).to.equal("card-app.wrong-pin");
    expect(await enter("own")).to.equal("ok");
  });

  for (const source of ["push", "medium", "live"] as const) {
    it(`take an open application away as soon as the state is known by ${source}; nothing more reaches the card (R-STATE-03, X-06)`, async () => {
      const change = (state: OperationState, sequence: number) =>
        desk.book.take([{ cardId: card.cardId, state, sequence, asOf: desk.clock.now() }], source);
      await change("active", 1);
      const held = await window.hold(EVERYWHERE, "kiosk");
      expect(await held.send()).to.equal("ok");
      await desk.book.take([{ cardId: "0A0A", state: "lost", sequence: 2, asOf: 0 }], source);
      expect(await held.send()).to.equal("ok");
      const sent = window.verified;
      await change("suspended", 3);
      expect(await held.send()).to.equal("gate.card-not-active");
      // Back in operation, it is opened anew: a handle that was taken away stays so.
      await change("active", 4);
      expect(await held.send()).to.equal("gate.card-not-active");
      expect(await enter("kiosk")).to.equal("ok");
      expect(window.verified).to.equal(sent + 1);
    });
  }
});
