import { expect } from "chai";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { requireTools } from "../outside/require-tools.fixture.js";
import { PcscStack } from "./pcsc-stack.js";

const ATR = Uint8Array.from([0x3b, 0xe0, 0x00, 0xff, 0x81, 0x31, 0xfe, 0x45, 0x14]);

/** A card that knows only the number it was given, and tells it to every command. */
function numberedCard(number: number): VirtualCard {
  return {
    atr: ATR,
    powerOn: () => ATR,
    reset: () => ATR,
    powerOff: () => {},
    transmit: () => Uint8Array.of(number, 0x90, 0),
  };
}

const COMMAND = "80:CA:00:00";

describe("a private PC/SC stack", function () {
  this.timeout(10_000);
  let stack: PcscStack;
  const inserted: Insertion[] = [];
  const insert = (card: VirtualCard, slot: number) => {
    const insertion = insertCard(card, { port: stack.slots[slot]!.port });
    inserted.push(insertion);
    return insertion;
  };
  /** What an outside client gets for one command; it waits for the card. */
  const send = async (slot: number): Promise<string> => {
    await stack.card(slot, "present");
    const run = await stack.run("opensc-tool", ["-c", "default", "-r", stack.slots[slot]!.reader, "-s", COMMAND]);
    return /Received \(.*\n([0-9A-F ]+?) *[^0-9A-F ]/.exec(run.stdout)?.[1] ?? `${run.stdout}${run.stderr}`;
  };

  before(async function () {
    requireTools(this, "opensc-tool");
    stack = await PcscStack.start(4);
  });
  afterEach(async () => {
    await Promise.all(inserted.splice(0).map((insertion) => insertion.remove()));
    if (stack === undefined) return;
    await Promise.all([0, 1, 2, 3].map((slot) => stack.card(slot, "absent")));
  });
  after(() => stack?.stop());

  it("numbers its readers in the order of their slots", () => {
    const names = ["Virtual PCD 00 00", "Virtual PCD 00 01", "Virtual PCD 1 00 00", "Virtual PCD 1 00 01"];
    expect(stack.slots.map(({ reader }) => reader)).to.deep.equal(names);
  });

  it("lists the readers of all its slots under names of their own", async () => {
    const { stdout } = await stack.run("opensc-tool", ["-l"]);
    const names = [...stdout.matchAll(/^\d+ +\S+ +(Virtual.*)$/gm)].map((match) => match[1]);
    expect(names).to.deep.equal(stack.slots.map((slot) => slot.reader));
    expect(new Set(names).size).to.equal(4);
  });

  it("keeps the cards of its slots apart", async () => {
    for (const slot of [0, 1, 2, 3]) insert(numberedCard(slot), slot);
    const answers: string[] = [];
    for (const slot of [3, 0, 2, 1]) answers.push(await send(slot));
    expect(answers).to.deep.equal(["03", "00", "02", "01"]);
  });

  it("has a card back by itself after pcscd crashed and was started again", async () => {
    const insertion = insert(numberedCard(7), 0);
    expect(await send(0)).to.equal("07");
    const waiting = new Promise<void>((resolve) => {
      const end = insertion.subscribe((state) => {
        if (state !== "waiting") return;
        end();
        resolve();
      });
    });
    await stack.crash();
    await waiting;
    await stack.restart();
    expect(await send(0)).to.equal("07");
    expect(insertion.state).to.equal("connected");
  });

  it("runs beside another stack without seeing its cards", async () => {
    const other = await PcscStack.start();
    try {
      insert(numberedCard(9), 1);
      expect(await send(1)).to.equal("09");
      const { stdout } = await other.run("opensc-tool", ["-l"]);
      expect(stdout.match(/\bYes\b/g)).to.equal(null);
      expect(stdout.match(/\bNo\b/g)).to.have.lengthOf(2);
    } finally {
      await other.stop();
    }
  });

  it("gives an odd number of slots too, and never more than were asked for", async () => {
    const odd = await PcscStack.start(3);
    try {
      expect(new Set(odd.slots.map(({ port }) => port)).size).to.equal(3);
    } finally {
      await odd.stop();
    }
  });

  it("refuses more slots than PC/SC has readers", async () => {
    const failure = await PcscStack.start(17).catch((error) => error);
    expect(failure).to.have.property("code", "stack.too-many-slots");
  });
});
