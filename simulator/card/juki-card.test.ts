import { expect } from "chai";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { COMMON_AID, JPKI_AID, JUKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "#card/myna/aids.js";
import { parseAvailability, parseTokenInfo } from "#card/myna/jpki-files.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile } from "../profiles/read-profile.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

/** Whether these octets stand anywhere in others. */
const holds = (image: Uint8Array, part: Uint8Array): boolean => Buffer.from(image).includes(Buffer.from(part));

describe("a Juki card (住基カード)", function () {
  this.timeout(60_000);
  let person: CardPersonalisation;
  let card: SimulatedCard;

  before(async () => {
    const ports = {
      keys: new KeyStore(),
      clock: new VirtualClock("2026-04-01T09:00:00+09:00"),
      random: seededRandom("juki"),
    };
    person = await issuePerson("hanako", ports);
    card = createCard({ profile: findProfile("fuji"), person, random: ports.random });
    card.powerOn();
  });

  const send = (command: string): string => toHex(card.transmit(fromHex(command)));
  const select = (aid: Uint8Array): string => send(`00A4040C0A${toHex(aid)}`);

  it("has 住基AP and 公的個人認証AP, and none of the applications that came with the individual number", () => {
    for (const aid of [JUKI_AID, JPKI_AID]) expect(select(aid)).to.equal("9000");
    for (const aid of [VISUAL_AID, TEXT_INPUT_AID, COMMON_AID]) expect(select(aid)).to.equal("6A82");
  });

  it("has the individual number nowhere in its memory, nor the face, while the same holder's My Number card has both", () => {
    const number = ascii(person.resident.individualNumber);
    const myna = createCard({ profile: findProfile("aoba"), person, random: seededRandom("juki") });
    expect([holds(myna.snapshot(), number), holds(myna.snapshot(), person.images.face)]).to.deep.equal([true, true]);
    expect([holds(card.snapshot(), number), holds(card.snapshot(), person.images.face)]).to.deep.equal([false, false]);
  });

  it("tells the old token label and the signature certificate alone; its other PIN is blocked from issuance", () => {
    expect(select(JPKI_AID)).to.equal("9000");
    const token = send("00B08600A0");
    expect(parseTokenInfo(fromHex(token.slice(0, -4))).label).to.equal("JPKIAPICCTOKEN");
    expect(parseAvailability(fromHex(send("00B0880003").slice(0, -4)))).to.deep.equal({ sign: true, auth: false });
    expect(send("00A4020C02000A")).to.equal("6A82");
    expect([send("00A4020C020018"), send("00200080")]).to.deep.equal(["9000", "63C0"]);
    expect([send("00A4020C02001B"), send("00200080")]).to.deep.equal(["9000", "63C5"]);
    const password = toHex(ascii(person.pins.sign!));
    expect(send(`0020008006${password}`)).to.equal("9000");
    expect(send("00A4020C020001") + send("00B0000002")).to.equal("900030829000");
  });

  it("is valid for ten years from issue, which it tells as every card does", () => {
    send("00A4040008A000000151000000");
    expect(send("00CA00F200")).to.equal(`${toHex(ascii("20360401"))}9000`);
    expect(send("00CA00F000")).to.equal(`${toHex(ascii("13101"))}9000`);
    expect(send("00CA00F800").slice(-4)).to.equal("6A88");
  });

  for (const contactless of [false, true]) {
    it(`is known for what it is on a ${contactless ? "contactless" : "contact"} reader, beside a My Number card of the same ATR`, async () => {
      const profile = findProfile("fuji");
      const lying = createCard({ profile, person, contactless, random: seededRandom("juki") });
      const other = createCard({ profile: findProfile("aoba"), person, random: seededRandom("juki") });
      const identify = async (one: SimulatedCard) => {
        one.powerOn();
        const link = { transmit: async (command: Uint8Array) => one.transmit(command) };
        return (await chooseDriver(one.atr, link, seededRandom("host"))).identify(link);
      };
      expect(await identify(lying)).to.include({ kind: "juki", dialect: "gp-scp02", issuerMunicipality: "13101" });
      expect(await identify(other)).to.include({ kind: "myna", dialect: "gp-scp03" });
      if (!contactless) expect(toHex(lying.atr)).to.equal(toHex(other.atr));
    });
  }
});
