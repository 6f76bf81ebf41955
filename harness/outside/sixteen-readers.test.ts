import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { systemClock } from "#card/ports/clock.js";
import { PcscReaders } from "#daemon/readers/index.js";
import { CardDesk } from "#simulator/control/index.js";
import { profileNames } from "#simulator/profiles/index.js";
import { PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";

const READERS = 16;
const PEOPLE = ["hanako", "taro", "john", "mirai", "yone", "jiro"];
const CIN = "00CA004500";
const names = Array.from({ length: READERS }, (_, slot) => String(slot));

describe("Sixteen cards of mixed profiles in one PC/SC service", function () {
  this.timeout(120_000);
  let stack: PcscStack;
  let desk: CardDesk;
  let readers: PcscReaders;
  const present = (slots: readonly number[], state: "present" | "absent" = "present") =>
    Promise.all(slots.map((slot) => stack.card(slot, state)));
  /** The card that each reader shows to whoever asks through PC/SC: its ATR, and the identification that it tells itself. */
  const shown = async () => {
    const found: Record<string, string> = {};
    for (const { id, name, card } of readers.readers()) {
      if (card !== "present") continue;
      found[name] = await readers.withCard(id, {}, async (held) => {
        const identification = toHex(await held.transmit(fromHex(CIN)));
        return `${toHex(held.atr)} ${identification}`;
      });
    }
    return found;
  };
  const seenBy = async (condition: () => boolean) => {
    while (!condition()) await systemClock.sleep(100);
  };
  /** Waits until every reader shows the card that the desk says; a reader whose card is just going or coming is asked again. */
  const showsWhatIsExpected = async () => {
    const wanted = expected();
    for (;;) {
      const found = await told(shown()).catch((error: unknown) => {
        if (isMadoguchiError(error) && error.code.startsWith("reader.")) return {};
        throw error;
      });
      if (isDeepStrictEqual(found, wanted)) return;
      await systemClock.sleep(100);
    }
  };
  const occupied = () => readers.readers().filter(({ card }) => card === "present").length;
  /** What the desk says should be shown. */
  const expected = () =>
    Object.fromEntries(
      desk.cards().flatMap(({ name, reader, atr }) => {
        if (reader === null) return [];
        const card = desk.simulated(name);
        const serial = desk.personOf(name).serial;
        expect(card.profile.name).to.equal(profileNames()[Number(name) % profileNames().length]);
        return [[stack.slots[Number(reader)]!.reader, `${atr} ${serial}`]];
      }),
    );

  before(async function () {
    requireTools(this, "opensc-tool");
    stack = await PcscStack.start(READERS);
    desk = new CardDesk();
    for (const [slot, { port }] of stack.slots.entries()) {
      desk.addReader({ name: String(slot), target: { kind: "vpcd", port } });
    }
    readers = new PcscReaders({ environment: stack.env });
    await readers.start();
    const profiles = profileNames();
    for (const name of names) {
      const person = PEOPLE[Number(name) % PEOPLE.length]!;
      await desk.create({ name, person, profile: profiles[Number(name) % profiles.length]! });
    }
    await Promise.all(names.map((name) => desk.insert({ card: name, reader: name })));
    await present(names.map(Number));
    await seenBy(() => occupied() === READERS);
  });
  after(async () => {
    await readers?.stop();
    await desk?.close();
    await stack?.stop();
  });

  it("lists every reader with a card", async () => {
    const { stdout } = await stack.run("opensc-tool", ["-l"]);
    expect(stdout.match(/^\d+ +Yes .*Virtual PCD/gm)).to.have.lengthOf(READERS);
  });

  it("shows each reader's own card", async () => {
    const wanted = expected();
    expect(Object.keys(wanted)).to.have.lengthOf(READERS);
    expect(await told(shown())).to.deep.equal(wanted);
  });

  it("sees cards that change places, go, and come back", async () => {
    await desk.swap("0", "15");
    await desk.remove("7");
    await present([7], "absent");
    await present([0, 15]);
    await showsWhatIsExpected();
    expect(occupied()).to.equal(READERS - 1);
    await desk.insert({ card: "7", reader: "7" });
    await present([7]);
    await showsWhatIsExpected();
    expect(occupied()).to.equal(READERS);
  });

  it("keeps the contents apart: a wrong PIN in one reader costs a try there alone", async () => {
    const reader = stack.slots[5]!.reader;
    const verify = (slot: string, pin: string) =>
      stack.run("pkcs15-tool", ["--reader", slot, "--verify-pin", "--auth-id", "01", "--pin", pin]);
    expect((await verify(reader, "9999")).code).to.not.equal(0);
    const tries = async (slot: number) => {
      const { stdout } = await stack.run("pkcs15-tool", ["--reader", stack.slots[slot]!.reader, "-D"]);
      return /User Authentication PIN[\s\S]*?Tries left +: (\d)/.exec(stdout)?.[1];
    };
    expect([await tries(4), await tries(5), await tries(6)]).to.deep.equal(["3", "2", "3"]);
  });
});

/** ATR and the serial number in what a card tells of itself. */
async function told(shown: Promise<Record<string, string>>): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(await shown).map(([reader, text]) => {
      const [atr, answer] = text.split(" ") as [string, string];
      return [reader, `${atr} ${Buffer.from(answer.slice(0, -4), "hex").toString("latin1")}`];
    }),
  );
}
