import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { cardAppAid } from "#card/region/aids.js";
import { isoFsDriver } from "#card/region/iso-fs/driver.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import { definition, serviceKeysOf } from "../applications/card-app/rig.fixture.js";
import { SETTING } from "./area-steps.fixture.js";
import { areaKeys, FsCard, settingKeys, strangeKeys } from "./fs-card.fixture.js";

const driver = isoFsDriver({ dialect: "iso-fs", keyLength: 16 }, "myna", seededRandom("driver"));
const signer = generateKeyPairSync("ed25519").privateKey;
const KEYS = { setting: settingKeys(), area: areaKeys() };
const [one, two] = [cardAppAid("13101", 1), cardAppAid("13101", 2)];

async function cardWithTwo(area = KEYS.area): Promise<FsCard> {
  const card = new FsCard();
  await driver.setArea(card, { ...KEYS, area }, SETTING);
  for (const service of [1, 2]) {
    await driver.load(card, area, buildPackage(definition(service), signer));
    const personalisation = { serviceKeys: serviceKeysOf(service), records: [] };
    await driver.personalise(card, area, cardAppAid("13101", service), personalisation);
    await driver.setPin(card, area, cardAppAid("13101", service), "1234");
  }
  card.trace.length = 0;
  return card;
}

/** Whatever writes: the instructions that a session protects. */
const writes = (card: FsCard) => card.trace.filter((command) => /^0C(DA|DC|E0|E4|44|04)/.test(command));

/** The card with somebody on the line who changes its answers. */
function tapped(card: FsCard, change: (command: Uint8Array, answer: Uint8Array) => Uint8Array): CardLink {
  return { transmit: async (command) => change(command, card.send(command)) };
}

const isProtected = (command: Uint8Array): boolean => command[0] === 0x0c;

describe("a hostile card, or somebody on the line to a native file system", () => {
  it("with other keys gets no PIN, no key and no record (R-AREA-06)", async () => {
    const card = await cardWithTwo(strangeKeys());
    for (const act of [
      () => driver.setPin(card, KEYS.area, one, "2580"),
      () => driver.personalise(card, KEYS.area, one, { serviceKeys: serviceKeysOf(1), records: [] }),
      () => driver.remove(card, KEYS.area, one),
      () => driver.load(card, KEYS.area, buildPackage(definition(3), signer)),
    ]) {
      expect((await refusal(act())).code).to.equal("card.area-key-mismatch");
    }
    expect(card.trace.filter((command) => command.startsWith("0C"))).to.deep.equal([]);
  });

  it("that takes a session for open and answers everything with success gets no PIN", async () => {
    const card = await cardWithTwo();
    const link = tapped(card, (command, answer) => (isProtected(command) ? fromHex("9000") : answer));
    expect((await refusal(driver.setPin(link, KEYS.area, one, "2580"))).code).to.equal("card.not-authentic");
    expect(writes(card)).to.deep.equal([]);
  });

  it("that changes an octet of any protected answer is found out at that answer", async () => {
    const whole = await cardWithTwo();
    await driver.setPin(whole, KEYS.area, one, "2580");
    const answers = whole.trace.filter((command) => command.startsWith("0C")).length;
    expect(answers).to.equal(2);
    for (let at = 0; at < answers; at++) {
      const card = await cardWithTwo();
      let seen = 0;
      const link = tapped(card, (command, answer) =>
        isProtected(command) && seen++ === at ? answer.with(3, answer[3]! ^ 0x80) : answer,
      );
      expect((await refusal(driver.setPin(link, KEYS.area, one, "2580"))).code).to.equal("card.not-authentic");
      expect(card.trace.filter((command) => command.startsWith("0C"))).to.have.lengthOf(at + 1);
    }
  });

  it("that tells another file identifier in the listing turns neither a PIN nor a deletion to another application", async () => {
    const card = await cardWithTwo();
    const before = card.state();
    const swapped = (answer: Uint8Array) => {
      const text = toHex(answer).replaceAll("83024D01", "83024DFF").replaceAll("83024D02", "83024D01");
      return fromHex(text.replaceAll("83024DFF", "83024D02"));
    };
    const link = tapped(card, (command, answer) => (isProtected(command) ? answer : swapped(answer)));
    for (const act of [
      () => driver.setPin(link, KEYS.area, one, "2580"),
      () => driver.lockPin(link, KEYS.area, two),
      () => driver.remove(link, KEYS.area, one),
    ]) {
      expect((await refusal(act())).code).to.equal("card.not-authentic");
    }
    expect(writes(card)).to.deep.equal([]);
    expect(card.state()).to.equal(before);
  });

  it("that plays back a whole recorded session is told by its proof", async () => {
    const card = await cardWithTwo();
    const recorded: Uint8Array[] = [];
    await driver.setPin(
      tapped(card, (_, answer) => {
        recorded.push(concat(answer));
        return answer;
      }),
      KEYS.area,
      one,
      "1234",
    );
    const asked: string[] = [];
    const replay: CardLink = {
      transmit: async (command) => {
        asked.push(toHex(command));
        return recorded[asked.length - 1]!;
      },
    };
    expect((await refusal(driver.setPin(replay, KEYS.area, one, "2580"))).code).to.equal("card.area-key-mismatch");
    expect(asked.filter((command) => command.startsWith("0C"))).to.deep.equal([]);
  });

  it("that answers with garbage at any point ends in an error of the house, and never in a hang", async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom("9000", "6100", "6C05", "6982", "6A88", "DF70009000").map((hex) => fromHex(hex)),
    );
    const acts = fc.constantFrom<(link: CardLink) => Promise<unknown>>(
      (link) => driver.list(link),
      (link) => driver.identify(link),
      (link) => driver.setArea(link, KEYS, SETTING),
      (link) => driver.setPin(link, KEYS.area, one, "1234"),
      (link) => driver.remove(link, KEYS.area, one),
      (link) => driver.handOver(link, { current: KEYS.area, next: strangeKeys() }, SETTING),
      (link) => driver.load(link, KEYS.area, buildPackage(definition(3), signer)),
    );
    const { image } = (await cardWithTwo()).nvm.device;
    await fc.assert(
      fc.asyncProperty(
        acts,
        fc.nat(14),
        fc.array(garbage, { minLength: 1, maxLength: 4 }),
        async (act, from, answers) => {
          const card = new FsCard({ image });
          let asked = 0;
          const link = tapped(card, (_, answer) => {
            const at = asked++ - from;
            return at < 0 ? answer : (answers[at % answers.length] ?? answer);
          });
          await act(link).catch((error: unknown) => expect(isMadoguchiError(error), String(error)).to.equal(true));
          expect(asked).to.be.lessThan(600);
        },
      ),
      { numRuns: 300 },
    );
  });
});
