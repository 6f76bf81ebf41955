import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { echo } from "../secure-channel/echo.fixture.js";
import { AID, CounterCard, KEYS } from "./card.fixture.js";
import { openScp02 } from "./host.js";
import { deriveScp02Keys, scp02CardChallenge } from "./key-derivation.js";

const random = seededRandom("host");
const STORE = (data: Uint8Array) => new CommandApdu(0x80, 0xe2, 0x80, 0x05, data, 256);

describe("SCP02, host half against card half", () => {
  for (const i of [0x15, 0x55] as const) {
    it(`carries commands and responses at every level, up to the longest that fit (i=${i.toString(16)})`, async () => {
      for (const [level, longest] of [
        [0x00, 255],
        [0x01, 247],
        [0x03, 239],
      ] as const) {
        let seen = "";
        const link = echo(new CounterCard(i).card, (plain) => {
          seen = `${toHex(plain.data)} ${plain.le}`;
        });
        const channel = await openScp02(link, KEYS, { level, random });
        expect([channel.level, channel.largestPlainData()]).to.deep.equal([level, longest]);
        for (const length of [0, 1, 7, 8, 9, 200, longest]) {
          const data = seededRandom(`${length}`).bytes(length);
          const response = await channel.transmit(STORE(data));
          expect(toHex(response.encode())).to.equal(`${toHex(data)}9000`);
          expect(seen).to.equal(`${toHex(data)} 256`);
          if ((level & 0x02) !== 0 && length > 6) expect(link.sent.at(-1)).not.to.contain(toHex(data));
        }
      }
    });
  }

  it("refuses to send what no short command holds, and the channel goes on", async () => {
    const link = echo(new CounterCard().card);
    const channel = await openScp02(link, KEYS, { random });
    for (const long of [STORE(new Uint8Array(240)), new CommandApdu(0x80, 0xca, 0, 0, undefined, 65536)]) {
      const error = await refusal(channel.transmit(long));
      expect([error.code, link.sent.length]).to.deep.equal(["apdu.too-large", 2]);
    }
    expect((await channel.transmit(STORE(new Uint8Array(239)))).sw).to.equal(0x9000);
  });

  it("steps the counter with every session, and with none that was only begun", async () => {
    const one = new CounterCard();
    for (const sequence of [0, 1, 2]) {
      expect((await openScp02(echo(one.card), KEYS, { random })).card.sequence).to.equal(sequence);
      one.card.begin(new CommandApdu(0x80, 0x50, 0, 0, new Uint8Array(8), 256));
    }
    expect(one.sequence).to.equal(3);
  });

  it("gives the well-known challenge where i is 55: the counter and the AID tell it beforehand", async () => {
    const one = new CounterCard(0x55, 7);
    const known = scp02CardChallenge(deriveScp02Keys(KEYS, 7), AID);
    expect(known).to.have.lengthOf(6);
    expect((await openScp02(echo(one.card), KEYS, { random })).card.cardChallenge).to.deep.equal(known);
    const next = (await openScp02(echo(one.card), KEYS, { random })).card.cardChallenge;
    expect(next).to.not.deep.equal(known);
    const free = new CounterCard(0x15, 7);
    expect((await openScp02(echo(free.card), KEYS, { random })).card.cardChallenge).to.not.deep.equal(known);
  });

  it("moves sensitive data under the session's DEK, another in every session", async () => {
    const one = new CounterCard();
    const secret = seededRandom("secret").bytes(20);
    const seen = new Set<string>();
    for (let session = 0; session < 3; session++) {
      const channel = await openScp02(echo(one.card), KEYS, { random });
      const hidden = channel.encryptSensitive(secret);
      seen.add(toHex(hidden));
      expect(one.card.decryptSensitive(hidden, 20)).to.deep.equal(secret);
      expect(one.card.decryptSensitive(hidden, 16)).to.equal(undefined);
      expect(one.card.decryptSensitive(hidden, 25)).to.equal(undefined);
      expect(one.card.decryptSensitive(hidden.subarray(1), 20)).to.equal(undefined);
    }
    expect(seen.size).to.equal(3);
    one.card.close();
    expect(one.card.decryptSensitive(new Uint8Array(24), 20)).to.equal(undefined);
  });

  it("chains its MACs: no command stands at another place, none is taken twice", async () => {
    const commands = ["A0", "A1", "A0"].map((data) => STORE(fromHex(data)));
    const wires = new Set<string>();
    const link = echo(new CounterCard().card);
    const channel = await openScp02(link, KEYS, { level: 0x01, random });
    for (const command of commands) {
      await channel.transmit(command);
      wires.add(link.sent.at(-1)!);
    }
    expect(wires.size).to.equal(3);
  });
});

describe("SCP02, a channel that is not right", () => {
  it("shows a wrong key in the card's cryptogram, or at the first command where the MAC key alone is wrong", async () => {
    const other = seededRandom("other").bytes(16);
    const enc = echo(new CounterCard().card);
    expect((await refusal(openScp02(enc, { ...KEYS, enc: other }, { random }))).code).to.equal("scp.card-cryptogram");
    expect(enc.sent, "EXTERNAL AUTHENTICATE must not be sent").to.have.lengthOf(1);
    const mac = new CounterCard();
    const error = await refusal(openScp02(echo(mac.card), { ...KEYS, mac: other }, { random }));
    expect([error.code, error.details["sw"], mac.sequence]).to.deep.equal(["scp.host-refused", "6982", 0]);
    // A wrong DEK has no say in the channel: the check value of what came under it shows it.
    const dek = new CounterCard();
    const channel = await openScp02(echo(dek.card), { ...KEYS, dek: other }, { random });
    const hidden = channel.encryptSensitive(KEYS.enc);
    expect(dek.card.decryptSensitive(hidden, 16)).to.not.deep.equal(KEYS.enc);
  });

  it("has errors of its own for keys of another length, version or level, before anything is sent where it can", async () => {
    const link = echo(new CounterCard().card);
    const long = { ...KEYS, dek: new Uint8Array(32) };
    expect((await refusal(openScp02(link, long, { random }))).code).to.equal("scp.key-length");
    for (const level of [0x02, 0x11, 0x13, 0x33, 0x04]) {
      expect((await refusal(openScp02(link, KEYS, { level, random }))).code).to.equal("scp.level-not-offered");
    }
    expect(link.sent).to.deep.equal([]);
    expect((await refusal(openScp02(link, { ...KEYS, version: 9 }, { random }))).code).to.equal("scp.key-version");
  });

  const good = `00000000000000000000010200000102030405060708090A0B0C0D0E`;
  for (const [name, answer, code] of [
    ["a refusal", "6A82", "scp.refused"],
    ["no data", "9000", "scp.malformed-response"],
    ["half a status word", "90", "apdu.response-too-short"],
    ["SCP03's answer", `${"00".repeat(10)}010300${"00".repeat(16)}9000`, "scp.protocol"],
    ["SCP01's answer", `${"00".repeat(10)}0101${"00".repeat(16)}9000`, "scp.protocol"],
    ["an answer that is cut", `${good.slice(0, -2)}9000`, "scp.malformed-response"],
    ["an answer with an octet more", `${good}009000`, "scp.malformed-response"],
    ["another key version", `${"00".repeat(10)}0902${"00".repeat(16)}9000`, "scp.key-version"],
    ["a cryptogram that is not its own", `${good}9000`, "scp.card-cryptogram"],
  ] as const) {
    it(`answers INITIALIZE UPDATE with ${name}: ${code}`, async () => {
      let sent = 0;
      const link: CardLink = {
        transmit: async () => {
          sent++;
          return fromHex(answer);
        },
      };
      expect((await refusal(openScp02(link, KEYS, { random }))).code).to.equal(code);
      expect(sent).to.equal(1);
    });
  }

  it("ends at any cut or longer answer to INITIALIZE UPDATE, and never with an exception of the runtime", async () => {
    for (let size = 0; size <= 300; size++) {
      if (size === 28) continue;
      const answer = Uint8Array.from([...new Uint8Array(size).fill(2), 0x90, 0x00]);
      const error = await refusal(openScp02({ transmit: async () => answer }, KEYS, { random }));
      expect(error.code, `${size} octets`).to.equal("scp.malformed-response");
    }
  });

  it("is refused by the card at one flipped bit anywhere in a protected command", async () => {
    for (const [level, size] of [
      [0x01, 20],
      [0x03, 21],
    ] as const) {
      for (let bit = 0; bit < size * 8; bit++) {
        if (bit >> 3 === 4) continue; // a flipped Lc does not parse
        const { card } = new CounterCard();
        const link = echo(card);
        const flipping: CardLink = {
          async transmit(bytes) {
            if (bytes[1] !== 0xe2) return link.transmit(bytes);
            expect(bytes).to.have.lengthOf(size);
            bytes[bit >> 3]! ^= 1 << (bit & 7);
            expect(card.unwrap(CommandApdu.parse(bytes)), `level ${level}, bit ${bit}`).to.equal(undefined);
            return status(0x6982);
          },
        };
        const channel = await openScp02(flipping, KEYS, { level, random });
        await channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0, AID.subarray(0, 7)));
        expect(card.level).to.equal(undefined);
      }
    }
  });

  it("ends with a command sent twice, a plain one, one without room for its MAC, and an extended one", async () => {
    const tries: Readonly<Record<string, (wire: Uint8Array) => CommandApdu>> = {
      replay: (wire) => CommandApdu.parse(wire),
      plain: () => STORE(AID),
      "no MAC": () => new CommandApdu(0x84, 0xe2, 0, 0, new Uint8Array(7)),
      "not whole blocks": () => new CommandApdu(0x84, 0xe2, 0, 0, new Uint8Array(15)),
      extended: () => new CommandApdu(0x84, 0xe2, 0, 0, new Uint8Array(400)),
    };
    for (const [name, attempt] of Object.entries(tries)) {
      const { card } = new CounterCard();
      const link = echo(card);
      const channel = await openScp02(link, KEYS, { random });
      await channel.transmit(STORE(AID));
      expect(card.unwrap(attempt(fromHex(link.sent.at(-1)!))), name).to.equal(undefined);
      expect(card.level, name).to.equal(undefined);
      expect((await channel.transmit(STORE(AID))).sw, name).to.equal(0x6982);
    }
  });

  it("cannot be downgraded: the level stands under the first MAC", async () => {
    const { card } = new CounterCard();
    const link = echo(card);
    const lowering: CardLink = {
      transmit: (bytes) => {
        if (bytes[1] === 0x82) bytes[2] = 0x00;
        return link.transmit(bytes);
      },
    };
    const error = await refusal(openScp02(lowering, KEYS, { random }));
    expect([error.code, error.details["sw"]]).to.deep.equal(["scp.host-refused", "6982"]);
    expect(card.level).to.equal(undefined);
  });

  it("is closed for good once the host closed it", async () => {
    const channel = await openScp02(echo(new CounterCard().card), KEYS, { random });
    channel.close();
    expect((await refusal(channel.transmit(STORE(AID)))).code).to.equal("scp.closed");
  });
});
