import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { CommandApdu } from "../command-apdu.js";
import { respond, status } from "../response-apdu.js";
import { SecureMessagingCard } from "./card.js";
import { openSecureMessaging } from "./host.js";

const KEYS = { enc: new Uint8Array(16).fill(0x11), mac: new Uint8Array(16).fill(0x22) };
const LONG = { enc: new Uint8Array(32).fill(0x33), mac: new Uint8Array(32).fill(0x44) };
const REFERENCE = fromHex("0201");

/** A card with one key that echoes what its session brings, and what a test does to the octets on the way. */
function echoCard(keys = KEYS) {
  const card = new SecureMessagingCard({
    random: seededRandom("card"),
    findKeys: (reference) => (toHex(reference) === "0201" ? keys : undefined),
  });
  const answer = (octets: Uint8Array): Uint8Array => {
    const command = CommandApdu.parse(octets);
    if (command.cla === 0x0c) {
      const plain = card.unwrap(command);
      return plain === undefined ? status(0x6982) : card.wrap(respond(plain.data));
    }
    if (command.ins === 0x22) return card.choose(command);
    return command.ins === 0x84 ? card.challenge(command) : card.authenticate(command);
  };
  const link: CardLink & { way: (answer: Uint8Array) => Uint8Array; trace: string[] } = {
    way: (octets) => octets,
    trace: [],
    transmit: async (octets) => {
      link.trace.push(toHex(octets));
      return link.way(answer(octets));
    },
  };
  return { card, link };
}

const open = (link: CardLink, keys = KEYS, reference = REFERENCE, seed = "host") =>
  openSecureMessaging(link, keys, reference, seededRandom(seed));

const echo = new CommandApdu(0x00, 0xda, 0x01, 0x02, fromHex("C0FFEE"), 256);

describe("mutual authentication (decision 0007)", () => {
  for (const keys of [KEYS, LONG]) {
    it(`opens a session under keys of ${keys.enc.length} octets that carries commands both ways`, async () => {
      const { link, card } = echoCard(keys);
      const host = await open(link, keys);
      for (let i = 0; i < 3; i++) expect(toHex((await host.transmit(echo)).data)).to.equal("C0FFEE");
      expect(card.keys).to.equal(keys);
      expect(link.trace.join()).to.not.include("C0FFEE");
    });
  }

  it("tells a key that the card has not, and a wrong one, before any command", async () => {
    const { link, card } = echoCard();
    expect((await refusal(open(link, KEYS, fromHex("0202")))).code).to.equal("sm.key-reference");
    for (const wrong of [
      { ...KEYS, mac: KEYS.enc },
      { ...KEYS, enc: KEYS.mac },
    ]) {
      expect((await refusal(open(link, wrong))).code).to.equal("sm.host-refused");
      expect(card.keys).to.equal(undefined);
    }
  });

  it("uses a challenge once, and only the newest one", async () => {
    const { link, card } = echoCard();
    await open(link);
    const proof = link.trace.at(-1)!;
    expect(toHex(await link.transmit(fromHex(proof)))).to.equal("6985");
    await link.transmit(fromHex("0022C1A40483020201"));
    await link.transmit(fromHex("0084000010"));
    expect(toHex(await link.transmit(fromHex(proof)))).to.equal("6300");
    expect(card.keys).to.equal(undefined);
  });

  it("refuses a card that sends back what it was sent, or nothing, or octets of its own", async () => {
    const forged = (make: (sent: Uint8Array) => Uint8Array): CardLink => ({
      transmit: async (octets) => {
        if (octets[1] === 0x22) return status(0x9000);
        return octets[1] === 0x84 ? respond(new Uint8Array(16)) : make(octets);
      },
    });
    const codeOf = async (make: (sent: Uint8Array) => Uint8Array) => (await refusal(open(forged(make)))).code;
    expect(await codeOf((sent) => respond(sent.subarray(5, 77)))).to.equal("sm.card-proof");
    expect(await codeOf(() => respond(new Uint8Array(72).fill(7)))).to.equal("sm.card-proof");
    expect(await codeOf(() => status(0x9000))).to.equal("sm.malformed-response");
    expect(await codeOf(() => status(0x6300))).to.equal("sm.host-refused");
  });

  it("refuses a recorded session: its card cannot answer another challenge", async () => {
    const { link } = echoCard();
    const answers: Uint8Array[] = [];
    link.way = (octets) => {
      answers.push(octets);
      return octets;
    };
    await open(link);
    const replay: CardLink = { transmit: async () => answers.shift()! };
    expect((await refusal(open(replay, KEYS, REFERENCE, "another host"))).code).to.equal("sm.card-proof");
  });

  it("gives up on a card that refuses the beginning, or sends a challenge of another length", async () => {
    const answering = (...answers: string[]): CardLink => ({ transmit: async () => fromHex(answers.shift()!) });
    expect((await refusal(open(answering("6D00")))).code).to.equal("sm.refused");
    expect((await refusal(open(answering("9000", "6700")))).code).to.equal("sm.refused");
    expect((await refusal(open(answering("9000", "00009000")))).code).to.equal("sm.malformed-response");
  });

  it("is over for both sides after one wrong answer, and after one wrong command", async () => {
    const { link, card } = echoCard();
    const host = await open(link);
    link.way = (octets) => octets.with(3, octets[3]! ^ 1);
    expect((await refusal(host.transmit(echo))).code).to.equal("sm.response");
    link.way = (octets) => octets;
    expect((await refusal(host.transmit(echo))).code).to.equal("sm.closed");

    const again = await open(link);
    expect(toHex(await link.transmit(fromHex("0CDA01020A8E080000000000000000")))).to.equal("6982");
    expect(card.keys).to.equal(undefined);
    const ended = await refusal(again.transmit(echo));
    expect([ended.code, ended.details["sw"]]).to.deep.equal(["sm.ended", "6982"]);
  });

  it("is over when an answer is lost, because the two counters stand apart", async () => {
    const { link } = echoCard();
    const host = await open(link);
    link.way = () => {
      throw new Error("the card was pulled");
    };
    await host.transmit(echo).then(
      () => expect.fail("no answer came"),
      (error: Error) => expect(error.message).to.equal("the card was pulled"),
    );
    expect((await refusal(host.transmit(echo))).code).to.equal("sm.closed");
  });

  it("takes no plain success for an answer", async () => {
    const { link } = echoCard();
    const host = await open(link);
    link.way = () => status(0x9000);
    expect((await refusal(host.transmit(echo))).code).to.equal("sm.response");
  });
});
