import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { echo } from "../secure-channel/echo.fixture.js";
import { CounterCard, KEYS } from "./card.fixture.js";
import { openScp02, parseScp02Answer } from "./host.js";
import { deriveScp02Keys, scp02HostCryptogram } from "./key-derivation.js";
import { SCP02_LAST_SEQUENCE } from "./parameters.js";
import { Scp02Session } from "./session.js";

const HOST = fromHex("1122334455667788");
const update = (p1 = 0, p2 = 0, host = HOST) => new CommandApdu(0x80, 0x50, p1, p2, host, 256);
const word = (response: Uint8Array): string => toHex(response.subarray(-2));

/** Begins a session and gives the EXTERNAL AUTHENTICATE that fits it, with another proof where one is wanted. */
function proofFor(one: CounterCard, level = 0x01, proof?: Uint8Array): CommandApdu {
  const answer = parseScp02Answer(one.card.begin(update()).slice(0, -2));
  const session = deriveScp02Keys(KEYS, answer.sequence);
  const challenges = { sequence: answer.sequence, host: HOST, card: answer.cardChallenge };
  const data = proof ?? scp02HostCryptogram(session, challenges);
  return new Scp02Session(session, level).authenticate(new CommandApdu(0x80, 0x82, level, 0, data));
}

describe("the card's end of SCP02", () => {
  it("answers a bad beginning with the status words of E.5", () => {
    const { card } = new CounterCard();
    expect(word(card.begin(update(7)))).to.equal("6A88");
    expect(word(card.begin(update(0, 2)))).to.equal("6A86");
    expect(word(card.begin(update(0, 0, HOST.subarray(1))))).to.equal("6700");
    expect(word(card.begin(update(0, 0, new Uint8Array(0))))).to.equal("6700");
    const named = card.begin(update(KEYS.version, 1));
    expect(toHex(named.slice(0, 14))).to.equal(`${"00".repeat(10)}01020000`);
    expect(named).to.have.lengthOf(30);
  });

  it("answers a bad proof as it must, once a challenge, and opens nothing", () => {
    const one = new CounterCard();
    const { card } = one;
    const authenticate = (level: number, data: Uint8Array, p2 = 0) =>
      word(card.authenticate(new CommandApdu(0x84, 0x82, level, p2, data)));
    expect(authenticate(1, new Uint8Array(16)), "nothing begun").to.equal("6985");
    for (const level of [0x02, 0x10, 0x11, 0x13, 0x33, 0x80]) {
      card.begin(update());
      expect(authenticate(level, new Uint8Array(16)), `level ${level}`).to.equal("6A86");
    }
    card.begin(update());
    expect(authenticate(1, new Uint8Array(16), 1)).to.equal("6A86");
    card.begin(update());
    expect(authenticate(1, new Uint8Array(15))).to.equal("6700");
    card.begin(update());
    expect(authenticate(1, new Uint8Array(16))).to.equal("6982");
    expect(authenticate(1, new Uint8Array(16)), "one try a challenge").to.equal("6985");
    const good = proofFor(one);
    const plain = new CommandApdu(0x80, 0x82, 1, 0, good.data);
    expect(word(card.authenticate(plain)), "class without secure messaging").to.equal("6982");
    expect([card.level, one.sequence]).to.deep.equal([undefined, 0]);
  });

  it("steps its counter at the first right MAC, though the proof under it is wrong", () => {
    const one = new CounterCard();
    expect(word(one.card.authenticate(proofFor(one, 0x01, new Uint8Array(8))))).to.equal("6300");
    expect([one.card.level, one.sequence]).to.deep.equal([undefined, 1]);
  });

  it("takes no proof of an earlier session, not even where its challenge is well known", () => {
    for (const i of [0x15, 0x55] as const) {
      const one = new CounterCard(i);
      const proof = proofFor(one);
      expect(word(one.card.authenticate(proof))).to.equal("9000");
      one.card.begin(update());
      expect(word(one.card.authenticate(proof))).to.equal("6982");
      expect(one.sequence).to.equal(1);
    }
  });

  it("leaves the counter where it was when the memory fails, and opens nothing: a torn try can be made again", () => {
    const one = new CounterCard(0x55);
    const proof = proofFor(one);
    Object.defineProperty(one, "sequence", {
      get: () => 0,
      set: () => {
        throw new Error("power");
      },
      configurable: true,
    });
    expect(() => one.card.authenticate(proof)).to.throw("power");
    expect(one.card.level).to.equal(undefined);
    Object.defineProperty(one, "sequence", { value: 0, writable: true });
    expect(word(one.card.authenticate(proofFor(one)))).to.equal("9000");
    expect(one.sequence).to.equal(1);
  });

  it("opens no channel once the counter has come to its end", async () => {
    const one = new CounterCard(0x15, SCP02_LAST_SEQUENCE - 1);
    await openScp02(echo(one.card), KEYS, { random: seededRandom("host") });
    expect(one.sequence).to.equal(SCP02_LAST_SEQUENCE);
    expect(word(one.card.begin(update()))).to.equal("6985");
  });

  it("drops an open session at INITIALIZE UPDATE, right or wrong", () => {
    const one = new CounterCard();
    expect(word(one.card.authenticate(proofFor(one)))).to.equal("9000");
    expect([one.card.level, one.card.keyVersion]).to.deep.equal([0x01, 1]);
    one.card.begin(update(9));
    expect([one.card.level, one.card.keyVersion]).to.deep.equal([undefined, undefined]);
  });
});
