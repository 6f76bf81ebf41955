import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { systemClock } from "#card/ports/clock.js";
import type { CardDesk } from "./card-desk.js";
import { ASK_TRIES, openDesk, RIGHT_PIN, SELECT_JPKI, SELECT_PIN, send, tries, WRONG_PIN } from "./desk.fixture.js";

async function codeOf(doing: () => unknown): Promise<string> {
  try {
    await doing();
  } catch (error) {
    return isMadoguchiError(error) ? error.code : String(error);
  }
  return "ok";
}

describe("A desk of virtual cards", function () {
  this.timeout(20_000);
  let desk: CardDesk;
  beforeEach(async () => {
    desk = openDesk();
    await desk.create({ name: "h" });
    await desk.create({ name: "t", person: "taro", profile: "hagi" });
  });
  afterEach(() => desk.close());

  const lies = () => Object.fromEntries(desk.cards().map(({ name, reader }) => [name, reader]));
  const wrongPin = (reader: string) => send(desk, reader, SELECT_JPKI, SELECT_PIN, WRONG_PIN);

  it("lists what was made: profile, holder, where it lies", async () => {
    await desk.insert({ card: "h", reader: "a" });
    expect(desk.cards().map(({ name, profile, person, reader }) => [name, profile, person, reader])).to.deep.equal([
      ["h", "aoba", "hanako", "a"],
      ["t", "hagi", "taro", null],
    ]);
    expect(desk.readers().map(({ name, state, card }) => [name, state, card])).to.deep.equal([
      ["a", "connected", "h"],
      ["b", "empty", null],
    ]);
  });

  it("puts a card in and takes it out: the reader sees both", async () => {
    const seen: string[] = [];
    desk.memoryReaders.subscribe(({ type }) => seen.push(type));
    await desk.insert({ card: "h", reader: "a" });
    expect(await tries(desk, "a")).to.equal("63C3");
    await desk.remove("h");
    expect(seen).to.deep.equal(["card-inserted", "card-removed"]);
    expect(lies()).to.deep.equal({ h: null, t: null });
  });

  it("refuses a contactless reader to a card that has no ATR there, and moves nothing", async () => {
    const folder = mkdtempSync("/tmp/madoguchi-desk-");
    try {
      const file = join(folder, "contact.yaml");
      const yaml = readFileSync(join(import.meta.dirname, "../../../simulator/profiles/aoba.yaml"), "utf8");
      writeFileSync(file, yaml.replace(/^ +contactless:.*\n/m, ""));
      await desk.create({ name: "contact", profile: file });
      await desk.insert({ card: "h", reader: "a", contactless: true });
      const before = lies();
      for (const refused of [
        () => desk.insert({ card: "contact", reader: "b", contactless: true }),
        () => desk.swap("h", "contact"),
      ]) {
        expect(await codeOf(refused)).to.equal("profile.no-contactless-atr");
        expect(lies()).to.deep.equal(before);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("shows the ATR of the reader's kind", async () => {
    const contact = desk.cards()[0]!.atr;
    await desk.insert({ card: "h", reader: "a", contactless: true });
    const [reader] = desk.memoryReaders.readers();
    expect(desk.cards()[0]!.atr).to.not.equal(contact);
    expect(Buffer.from(reader!.atr!).toString("hex").toUpperCase()).to.equal(desk.cards()[0]!.atr);
    await desk.remove("h");
    await desk.insert({ card: "h", reader: "a" });
    expect(desk.cards()[0]!.atr).to.equal(contact);
  });

  it("lets two cards change places, and puts one in another's place", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await desk.swap("h", "t");
    expect(lies()).to.deep.equal({ h: null, t: "a" });
    await desk.insert({ card: "h", reader: "b" });
    await wrongPin("b");
    await desk.swap("h", "t");
    expect(lies()).to.deep.equal({ h: "a", t: "b" });
    expect([await tries(desk, "a"), await tries(desk, "b")]).to.deep.equal(["63C2", "63C3"]);
  });

  it("takes the power in the middle of a session: rights are gone, tries stay", async () => {
    for (const action of ["cycle", "reset"] as const) {
      await desk.insert({ card: "h", reader: "a" });
      const answers = await desk.memoryReaders.withCard("a", {}, async (card) => {
        const say = async (hex: string) => Buffer.from(await card.transmit(Buffer.from(hex, "hex"))).toString("hex");
        const before = [await say(SELECT_JPKI), await say(SELECT_PIN), await say(RIGHT_PIN)];
        await desk.power("h", action);
        return [...before, await say(SELECT_PIN)];
      });
      expect(answers.slice(0, 3), action).to.deep.equal(["9000", "9000", "9000"]);
      expect(answers[3], action).to.not.equal("9000");
      await desk.remove("h");
    }
  });

  it("keeps a card's memory under a name and puts it back, in the reader and out of it", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await desk.snapshot("h", "fresh");
    await wrongPin("a");
    expect(await tries(desk, "a")).to.equal("63C2");
    const before = desk.memoryReaders.readers()[0]!.insertion;
    await desk.restore("h", "fresh");
    expect(await tries(desk, "a")).to.equal("63C3");
    expect(desk.memoryReaders.readers()[0]!.insertion).to.equal(before + 1);
    await wrongPin("a");
    await desk.remove("h");
    await desk.restore("h", "fresh");
    await desk.insert({ card: "h", reader: "a" });
    expect(await tries(desk, "a")).to.equal("63C3");
    expect(desk.cards()[0]!.snapshots).to.deep.equal(["fresh"]);
  });

  it("clones a card as it is now, and keeps the two apart from then on", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await wrongPin("a");
    await desk.clone("h", "twin");
    await desk.insert({ card: "twin", reader: "b" });
    expect(await tries(desk, "b")).to.equal("63C2");
    await wrongPin("b");
    expect([await tries(desk, "a"), await tries(desk, "b")]).to.deep.equal(["63C2", "63C1"]);
  });

  it("arms faults of the fault language, tells what became of them, and clears them", async () => {
    await desk.insert({ card: "h", reader: "a" });
    const id = desk.arm("h", { kind: "wrong-sw", sw: "6F00", nth: 2 });
    expect(await send(desk, "a", SELECT_JPKI, SELECT_PIN, ASK_TRIES)).to.deep.equal(["9000", "6F00", "6986"]);
    expect(desk.faults("h")).to.containSubset([{ id, struck: 1, spent: true }]);
    const next = desk.arm("h", { kind: "wrong-sw", sw: "6F00" });
    desk.disarm("h", next);
    expect(await tries(desk, "a")).to.equal("63C3");
    expect(await codeOf(() => desk.disarm("h", 99))).to.equal("desk.unknown-fault");
  });

  it("swaps two cards between two commands, unnoticed, and says who answers", async () => {
    await desk.insert({ card: "h", reader: "a" });
    desk.arm("h", { kind: "swap", card: "t", nth: 2 });
    const answers = await send(desk, "a", SELECT_JPKI, SELECT_PIN);
    expect(answers[0]).to.equal("9000");
    expect(answers[1]).to.not.equal("9000");
    expect(desk.cards()[0]).to.include({ reader: "a", standIn: "t" });
    expect(await codeOf(() => desk.insert({ card: "t", reader: "b" }))).to.equal("desk.card-inserted");
    await desk.remove("h");
    expect(desk.cards()[0]).to.not.have.property("standIn");
    expect(await codeOf(() => desk.insert({ card: "t", reader: "b" }))).to.equal("ok");
  });

  it("puts a card that was swapped in for all to see into the reader as a card of its own", async () => {
    await desk.insert({ card: "h", reader: "a" });
    desk.arm("h", { kind: "swap", card: "t", noticed: true });
    expect(await codeOf(() => send(desk, "a", SELECT_JPKI))).to.equal("reader.card-removed");
    await desk.snapshot("t", "after the turn of the swap".replaceAll(" ", "-"));
    expect(lies()).to.deep.equal({ h: null, t: "a" });
    expect(await tries(desk, "a")).to.equal("63C3");
  });

  it("notices a card that was pulled by a fault or taken by another hand", async () => {
    await desk.insert({ card: "h", reader: "a" });
    desk.arm("h", { kind: "pull" });
    expect(await codeOf(() => send(desk, "a", SELECT_JPKI))).to.equal("reader.card-removed");
    expect(lies()).to.deep.equal({ h: null, t: null });
    await desk.insert({ card: "h", reader: "a" });
    desk.memoryReaders.remove("a");
    expect(lies()).to.deep.equal({ h: null, t: null });
  });

  it("keeps a state file to one card, and leaves it when the card is deleted", async () => {
    const folder = mkdtempSync("/tmp/madoguchi-desk-");
    try {
      const stateFile = join(folder, "s");
      await desk.create({ name: "kept", stateFile });
      expect(await codeOf(() => desk.create({ name: "other", stateFile }))).to.equal("desk.state-in-use");
      await desk.delete("kept");
      expect(await codeOf(() => desk.clone("h", "copy", stateFile))).to.equal("desk.file-exists");
      await desk.create({ name: "other", stateFile });
      expect(existsSync(stateFile)).to.equal(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("deletes a card out of its reader, and a reader from under its card", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await desk.delete("h");
    await desk.insert({ card: "t", reader: "a" });
    await desk.deleteReader("a");
    expect(lies()).to.deep.equal({ t: null });
    expect(desk.readers().map(({ name }) => name)).to.deep.equal(["b"]);
  });

  it("refuses what cannot be, with a code, and changes nothing", async () => {
    await desk.insert({ card: "h", reader: "a" });
    const before = JSON.stringify([desk.cards(), desk.readers()]);
    const cases: readonly [string, () => unknown][] = [
      ["desk.unknown-card", () => desk.insert({ card: "x", reader: "b" })],
      ["desk.unknown-reader", () => desk.insert({ card: "t", reader: "x" })],
      ["desk.reader-occupied", () => desk.insert({ card: "t", reader: "a" })],
      ["desk.card-inserted", () => desk.insert({ card: "h", reader: "b" })],
      ["desk.not-inserted", () => desk.remove("t")],
      ["desk.not-inserted", () => desk.swap("t", "h")],
      ["desk.same-card", () => desk.swap("h", "h")],
      ["desk.same-card", () => desk.swap("t", "t")],
      ["desk.same-card", () => desk.arm("h", { kind: "swap", card: "h" })],
      ["desk.not-inserted", () => desk.power("t", "cycle")],
      ["desk.unknown-snapshot", () => desk.restore("h", "x")],
      ["desk.name-taken", () => desk.create({ name: "h" })],
      ["desk.name-taken", () => desk.clone("h", "t")],
      ["desk.name-taken", () => desk.addReader({ name: "a", target: { kind: "memory" } })],
      ["people.unknown", () => desk.create({ name: "n", person: "nobody" })],
      ["profile.unknown", () => desk.create({ name: "n", profile: "nothing" })],
      ["fault.bad-fault", () => desk.arm("h", { kind: "silence", nth: 0 })],
      ["fault.unknown-card", () => desk.arm("h", { kind: "swap", card: "x" })],
    ];
    for (const [code, doing] of cases) expect(await codeOf(doing)).to.equal(code);
    expect(JSON.stringify([desk.cards(), desk.readers()])).to.equal(before);
  });

  it("says of a card whose virtual reader is not up that it waits for it", async () => {
    const waiting = openDesk({ clock: systemClock });
    await waiting.create({ name: "w" });
    waiting.addReader({ name: "v", target: { kind: "vpcd", port: 9 } });
    expect(await waiting.insert({ card: "w", reader: "v" })).to.include({ reader: "v", waiting: true });
    expect(waiting.readers().at(-1)).to.include({ state: "waiting", card: "w" });
    expect(await waiting.remove("w"))
      .to.include({ reader: null })
      .and.not.to.have.property("waiting");
    await waiting.close();
  });

  it("has no more virtual readers than PC/SC, and no more cards than it was told", async () => {
    for (let port = 1; port <= 16; port++) desk.addReader({ name: `v${port}`, target: { kind: "vpcd", port } });
    expect(await codeOf(() => desk.addReader({ name: "v", target: { kind: "vpcd", port: 17 } }))).to.equal(
      "desk.too-many",
    );
    const small = openDesk({ mostCards: 1 });
    await small.create({ name: "one" });
    expect(await codeOf(() => small.create({ name: "two" }))).to.equal("desk.too-many");
  });
});
