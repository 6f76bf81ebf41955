import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { createCard } from "../../card/create-card.js";
import type { SimulatedCard } from "../../card/simulated-card.js";
import { issuePerson } from "../../people/issue-person.js";
import { KeyStore } from "../../people/key-store.js";
import type { CardPersonalisation } from "../../people/person.js";
import { findProfile } from "../../profiles/read-profile.js";

const SELECT = "00A4040C10A0000002310600000000000000000000";

describe("the driving licence on a card (card-facts 1.6)", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let person: CardPersonalisation;
  let card: SimulatedCard;
  const send = (hex: string): string => toHex(card.transmit(fromHex(hex)));

  before(async () => {
    person = await issuePerson("hanako", { keys: new KeyStore(), clock: systemClock, random: seededRandom("licence") });
  });
  beforeEach(() => {
    card = createCard({ profile: findProfile("tsubaki"), person, random: seededRandom("licence card") });
    card.powerOn();
  });

  it("is selected by its AID, its load file and module are not", () => {
    expect(send(SELECT)).to.equal("9000");
    expect(send("00A4040C10A0000002310400000000000000000000")).to.equal("6A82");
    expect(send("00A4040C10A0000002310500000000000000000000")).to.equal("6A82");
  });

  it("tells whether a PIN is set, and its ten tries", () => {
    send(SELECT);
    expect(send("00B09A0003")).to.equal("C101019000");
    expect(send("00A4020C020006") + send("00200080")).to.equal("900063CA");
  });

  it("gives the licence after its PIN only: tag C5 is the expiry", () => {
    send(SELECT);
    expect(send("00B09B000A")).to.equal("6982");
    expect(send("002000860439393939")).to.equal("63C9");
    expect(send("002000860431323334")).to.equal("9000");
    expect(send("00B09B000A")).to.match(/^C5083230[0-9A-F]{12}9000$/);
    expect(send("00B09C0001")).to.match(/9000$/);
  });

  it("is not on the cards of other profiles", () => {
    card = createCard({ profile: findProfile("aoba"), person, random: seededRandom("licence card") });
    card.powerOn();
    expect(send(SELECT)).to.equal("6A82");
  });
});
