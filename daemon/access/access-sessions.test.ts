import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { ReaderEvent } from "#card/reader/reader-port.js";
import { ReaderSlots } from "#card/reader/reader-slots.js";
import type { SystemSession } from "../api/call.js";
import { newsOf } from "../main/news.js";
import type { StatusListener } from "../status/status-port.js";
import type { OperationState, PinTriesRecord, RegistrationRecord, StopRecord } from "../store/records.js";
import type { StopMark } from "../store/repositories.js";
import { AccessSessions } from "./access-sessions.js";
import { HeldApplication } from "./held-application.js";

const AID = "F04D41444F20131010";
const SELECT = `00A4040009${AID}00`;
const READ = "80B2010C00";

const session = (id = "s1"): SystemSession => ({
  kind: "system",
  id,
  systemId: "library",
  serviceId: "library",
  municipality: "13101",
  aid: AID,
});

/** A daemon's surroundings with one reader and one card, and every command that reached it. */
class World {
  readonly clock = new VirtualClock();
  readonly sent: string[] = [];
  state: OperationState = "active";
  /** Tells of a state that has become known. */
  changed: StatusListener = () => {};
  stopped: StopRecord | undefined;
  registration: Pick<RegistrationRecord, "state"> | undefined = { state: "active" };
  tries: PinTriesRecord | undefined;
  readonly logged: string[] = [];
  readonly news = newsOf<StopMark>();
  selectAnswer = "9000";
  /** The card answers when this has resolved. */
  working: Promise<void> = Promise.resolve();
  releases = 0;
  readonly slots = new ReaderSlots(
    async () => ({
      transmit: async (command) => {
        const text = toHex(command);
        this.sent.push(text);
        await this.working;
        return fromHex(text === SELECT ? this.selectAnswer : "9000");
      },
      release: async () => {
        this.releases += 1;
      },
    }),
    1_000,
    this.clock,
  );
  readonly sessions: AccessSessions;

  constructor() {
    this.slots.up();
    this.slots.attach("r1", "Reader");
    this.slots.insert("r1", fromHex("3B80800101"));
    let ids = 0;
    this.sessions = new AccessSessions(
      {
        readers: {
          kind: "memory",
          service: "up",
          start: async () => {},
          stop: async () => {},
          readers: () => this.slots.readers(),
          subscribe: (listener: (event: ReaderEvent) => void) => this.slots.subscribe(listener),
          withCard: (id, options, use) => this.slots.withCard(id, options, use),
        },
        clock: this.clock,
        stopNews: this.news,
        sharers: ({ municipality }) => [municipality],
        newId: () => `h${++ids}`,
        failures: { info: (event) => void this.logged.push(event), error: (event) => void this.logged.push(event) },
        cardRef: async ({ aid }, cardId) => `${cardId} for ${aid}`,
        lockOnCard: async () => void this.sent.push("LOCK"),
        identify: async () => ({ cardId: "0102", kind: "myna", dialect: "gp-scp03" }),
        status: {
          ask: async (cardId) => ({ cardId, state: this.state, source: "live" }),
          onChange: (listener) => {
            this.changed = listener;
            return () => {};
          },
        },
        store: {
          stops: { of: async () => this.stopped } as never,
          jointly: () => ({ registrations: { live: async () => this.registration } }) as never,
          pinTries: {
            of: async () => this.tries,
            save: async (tries) => {
              this.tries = tries;
            },
            clear: async () => {
              this.tries = undefined;
            },
          },
        },
      },
      60_000,
    );
    this.sessions.start();
  }

  open(by = session(), signal = new AbortController().signal) {
    return this.sessions.open(by, "r1", signal, { channel: "own", profile: 3 });
  }

  send(handle: string, command = READ, by = session()): Promise<string> {
    return codeOf((async () => toHex(await this.sessions.transmit(by, handle, fromHex(command))))());
  }
}

const STOP = {
  cardId: "0102",
  municipality: "13101",
  reason: "lost",
  reportedBy: "holder",
  setBy: "op",
  setAt: 0,
} as const;

/** The error's code, or what the promise gave. */
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => String(value),
    (error: unknown) => (isMadoguchiError(error) ? error.code : `unexpected ${error}`),
  );

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("access sessions", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  it("select the paired application themselves and pass what the system sends", async () => {
    expect(await world.open()).to.deep.equal({
      handle: "h1",
      cardRef: `0102 for ${AID}`,
      status: { cardId: "0102", state: "active", source: "live" },
    });
    expect(await world.send("h1")).to.equal("9000");
    expect(world.sent).to.deep.equal([SELECT, READ]);
    await world.sessions.close(session(), "h1");
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("access.unknown-handle");
  });

  const refusals: readonly [string, (w: World) => void][] = [
    ["gate.card-not-active", (w) => (w.state = "suspended")],
    ["gate.card-state-unknown", (w) => (w.state = "unknown")],
    ["gate.not-registered", (w) => (w.registration = undefined)],
    ["gate.registration-pending", (w) => (w.registration = { state: "pending" })],
    ["gate.stopped", (w) => (w.stopped = STOP)],
  ];
  for (const [code, spoil] of refusals) {
    it(`refuse with ${code} before anything is sent to the application, and let the card go`, async () => {
      spoil(world);
      expect(await codeOf(world.open())).to.equal(code);
      expect(world.sent).to.deep.equal([]);
      expect(world.releases).to.equal(1);
    });
  }

  it("ask for the status first, then for the stop, then for the registration", async () => {
    world.registration = undefined;
    world.stopped = STOP;
    world.state = "revoked";
    expect(await codeOf(world.open())).to.equal("gate.card-not-active");
    world.state = "active";
    expect(await codeOf(world.open())).to.equal("gate.stopped");
  });

  it("tell an application that is not on the card from one that the card does not give", async () => {
    world.selectAnswer = "6A82";
    expect(await codeOf(world.open())).to.equal("card-app.not-loaded");
    world.selectAnswer = "6283";
    expect(await codeOf(world.open())).to.equal("access.select-failed");
    expect(world.releases).to.equal(2);
  });

  it("let no command pass that would leave the application, and go on with the next", async () => {
    await world.open();
    const forbidden = [
      "00A4040005A000000151", // SELECT
      "84A4040005A000000151", // the same in a secure class
      "0070000001", // MANAGE CHANNEL
      "01B2010C00", // channel 1
      "40B2010C00", // channel 4
      "83B2010C00", // channel 3, GlobalPlatform class
      "84E6020000", // INSTALL
      "80E4000000", // DELETE
    ];
    for (const command of forbidden) expect(await world.send("h1", command), command).to.equal("access.firewall");
    expect(await world.send("h1", "80B2010C05FF")).to.equal("apdu.wrong-length");
    expect(await world.send("h1", "80B2")).to.equal("apdu.too-short");
    expect(world.sent).to.deep.equal([SELECT]);
    expect(await world.send("h1")).to.equal("9000");
  });

  it("open nothing when the card selected another application in place of the paired one (R-SEC-01)", async () => {
    for (const [answer, code] of [
      ["6F0B8409F04D41444F201310109000", "h1"],
      ["6F0C840AF04D41444F20131010019000", "access.select-failed"],
      ["6F0B84", "access.select-failed"],
    ] as const) {
      world.selectAnswer = answer.length > 8 ? answer : `${answer}9000`;
      const opened = world.open().then(({ handle }) => handle);
      expect(await codeOf(opened), answer).to.equal(code);
      if (code === "h1") await world.sessions.close(session(), "h1");
    }
  });

  it("know a handle only in the session that opened it", async () => {
    await world.open();
    expect(await world.send("h1", READ, session("s2"))).to.equal("access.unknown-handle");
    expect(await codeOf(world.sessions.close(session("s2"), "h1"))).to.equal("access.unknown-handle");
    expect(await world.send("h1")).to.equal("9000");
  });

  it("let a card go that is not used any more, and say so afterwards", async () => {
    await world.open();
    world.clock.advance(59_000);
    await world.send("h1");
    world.clock.advance(59_000);
    await settle();
    expect(world.releases).to.equal(0);
    world.clock.advance(2_000);
    await settle();
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("access.idle");
  });

  it("let a card go after ten minutes however busy it is: the gates of use are asked at the opening (R-STATE-03)", async () => {
    await world.open();
    for (let minute = 0; minute < 9; minute++) {
      world.clock.advance(59_000);
      await settle();
      expect(await world.send("h1")).to.equal("9000");
    }
    world.clock.advance(59_000);
    await settle();
    expect(await world.send("h1")).to.equal("9000");
    world.state = "suspended";
    world.clock.advance(11_000);
    await settle();
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("access.too-long");
    expect(await codeOf(world.open())).to.equal("gate.card-not-active");
  });

  it("let a card go in its time although the clock was set back", async () => {
    let now = Date.parse("2026-04-02T09:00:00Z");
    const slept: { ms: number; wake: () => void }[] = [];
    const clock = { now: () => now, sleep: (ms: number) => new Promise<void>((wake) => slept.push({ ms, wake })) };
    const card = { atr: new Uint8Array(), insertion: 1, transmit: async () => fromHex("9000") };
    const held = new HeldApplication("s1", "r1", card, clock, 60_000);
    now -= 86_400_000;
    for (const { ms, wake } of slept) {
      expect(ms).to.be.at.most(60_000);
      now += ms;
      wake();
      await settle();
      if (slept.length > 5) break;
    }
    expect(held.hasEnded).to.equal(true);
  });

  it("let the reader go at once when the card is pulled, so that the next card is served", async () => {
    await world.open();
    world.slots.remove("r1");
    await settle();
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("reader.card-removed");
    world.slots.insert("r1", fromHex("3B80800101"));
    expect(await codeOf(world.open().then(({ handle }) => handle))).to.equal("h2");
    expect(await world.send("h2")).to.equal("9000");
  });

  it("end when the reader service is lost", async () => {
    await world.open();
    world.slots.down("pcscd died");
    await settle();
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("reader.service-down");
  });

  it("do not call a card idle that is still working on a command", async () => {
    await world.open();
    let answer = () => {};
    world.working = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const sent = world.send("h1");
    world.clock.advance(61_000);
    await settle();
    expect(world.releases).to.equal(0);
    answer();
    expect(await sent).to.equal("9000");
  });

  it("end with the session that opened them", async () => {
    await world.open();
    const waiting = codeOf(world.open(session("s2")).then(({ handle }) => handle));
    await world.sessions.sessionEnded("s1");
    expect(await waiting).to.equal("h2");
    expect(await world.send("h1")).to.equal("access.unknown-handle");
  });

  it("do not open a card for a caller that left while it waited", async () => {
    await world.open();
    const gone = new AbortController();
    const waiting = codeOf(world.open(session("s2"), gone.signal));
    gone.abort();
    await world.sessions.close(session(), "h1");
    expect(await waiting).to.equal("access.closed");
    expect(world.sent).to.deep.equal([SELECT]);
  });

  it("let every card go when the daemon stops", async () => {
    await world.open();
    await world.sessions.stop();
    expect(world.releases).to.equal(1);
    expect(await world.send("h1")).to.equal("access.unknown-handle");
  });
});
