import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { FakeVpcd } from "./fake-vpcd.fixture.js";
import { insertCard, portOfSlot } from "./insert-card.js";

const ATR = Uint8Array.from([0x3b, 0xe0, 0x00, 0xff, 0x81, 0x31, 0xfe, 0x45, 0x14]);

/** A card that answers with what it was sent and counts what is done to it. */
function echoCard(
  transmit = (command: Uint8Array) => Uint8Array.from([...command, 0x90, 0]),
): VirtualCard & { log: string[] } {
  const log: string[] = [];
  const power = (what: string) => {
    log.push(what);
    return ATR;
  };
  return {
    atr: ATR,
    log,
    powerOn: () => power("on"),
    reset: () => power("reset"),
    powerOff: () => power("off"),
    transmit,
  };
}

describe("a card inserted into vpcd", () => {
  let vpcd: FakeVpcd;
  let port: number;
  beforeEach(async () => {
    vpcd = new FakeVpcd();
    port = await vpcd.listen();
  });
  afterEach(() => vpcd.close());

  it("answers the ATR, APDUs and nothing to power and reset", async () => {
    const card = echoCard();
    const insertion = insertCard(card, { port });
    const slot = await vpcd.nextCard();
    await insertion.connected;
    expect(await slot.exchange(4)).to.equal("3be000ff8131fe4514");
    slot.send(1);
    slot.send(2);
    expect(await slot.exchange(0, 0xa4, 4, 0)).to.equal("00a404009000");
    slot.send(0);
    expect(await slot.exchange(4)).to.equal("3be000ff8131fe4514");
    expect(card.log).to.deep.equal(["on", "reset", "off"]);
    await insertion.remove();
  });

  it("lets the time pass on its clock that the card says an answer took", async () => {
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) };
    const card = Object.assign(echoCard(), { tookMs: 700 });
    const insertion = insertCard(card, { port, clock });
    const slot = await vpcd.nextCard();
    expect(await slot.exchange(0, 0xa4, 4, 0)).to.equal("00a404009000");
    expect(slept).to.deep.equal([700]);
    await insertion.remove();
  });

  it("leaves the reader when removed, without power, and says so", async () => {
    const card = echoCard();
    const states: string[] = [];
    const insertion = insertCard(card, { port });
    insertion.subscribe((state) => states.push(state));
    const slot = await vpcd.nextCard();
    await insertion.connected;
    await insertion.remove();
    expect(await slot.receive()).to.equal(undefined);
    expect(await insertion.closed).to.deep.equal({ reason: "removed" });
    expect(states).to.deep.equal(["connected", "out"]);
    expect(card.log).to.deep.equal(["off"]);
  });

  it("comes back by itself when vpcd goes and returns, waiting longer each time on the clock it was given", async () => {
    const waits: number[] = [];
    const clock = new VirtualClock();
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (ms, signal) => {
      waits.push(ms);
      const slept = sleep(ms, signal);
      if (waits.length < 7) clock.advance(ms);
      else void vpcd.listen(port).then(() => clock.advance(ms));
      return slept;
    };
    const card = echoCard();
    const insertion = insertCard(card, { port, clock });
    await vpcd.nextCard();
    await insertion.connected;
    await vpcd.close();
    vpcd = new FakeVpcd();
    const again = await vpcd.nextCard();
    expect(await again.exchange(4)).to.equal("3be000ff8131fe4514");
    expect(waits).to.deep.equal([100, 200, 400, 800, 1600, 2000, 2000]);
    expect(insertion.state).to.equal("connected");
    await insertion.remove();
  });

  it("can be removed while it waits for a vpcd that never came", async () => {
    await vpcd.close();
    const insertion = insertCard(echoCard(), { port, clock: new VirtualClock() });
    await insertion.remove();
    const failure = await insertion.connected.catch((error) => error);
    expect(isMadoguchiError(failure, "vpcd.removed-early")).to.equal(true);
    vpcd = new FakeVpcd();
    await vpcd.listen();
  });

  it("leaves the reader when the card throws in the middle of a command, and sees none of those behind it", async () => {
    const torn = new Error("torn");
    let commands = 0;
    const card = echoCard(() => {
      commands++;
      throw torn;
    });
    const insertion = insertCard(card, { port });
    const slot = await vpcd.nextCard();
    slot.socket.write(Buffer.from("000400A4040C000400B00000", "hex"));
    expect(await slot.receive()).to.equal(undefined);
    expect(await insertion.closed).to.deep.equal({ reason: "stopped", error: torn });
    expect(commands).to.equal(1);
    expect(card.log).to.deep.equal(["off"]);
  });

  it("refuses a response over 65,535 octets before sending it and stays in step", async () => {
    let size = 65_536;
    const card = echoCard(() => new Uint8Array(size));
    const insertion = insertCard(card, { port });
    const slot = await vpcd.nextCard();
    expect(await slot.exchange(0, 0xb0, 0, 0)).to.equal("6f00");
    size = 65_535;
    expect(await slot.exchange(0, 0xb0, 0, 0)).to.have.lengthOf(2 * 65_535);
    await insertion.remove();
  });

  it("stays silent for a mute card and answers the next command", async () => {
    let answers = 0;
    const insertion = insertCard(
      echoCard(() => (answers++ === 0 ? new Uint8Array(0) : Uint8Array.of(0x90, 0))),
      { port },
    );
    const slot = await vpcd.nextCard();
    slot.send(0, 0xa4, 4, 0);
    expect(await slot.exchange(0, 0xb0, 0, 0)).to.equal("9000");
    await insertion.remove();
  });

  it("names ports by slot and refuses what is none", () => {
    expect([portOfSlot(0), portOfSlot(1)]).to.deep.equal([35963, 35964]);
    for (const wrong of [
      () => portOfSlot(-1),
      () => insertCard(echoCard(), { port: 0 }),
      () => insertCard(echoCard(), { port: 65_536 }),
    ]) {
      expect(wrong).to.throw().with.property("code", "vpcd.bad-port");
    }
  });
});
