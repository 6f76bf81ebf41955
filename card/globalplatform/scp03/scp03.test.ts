import { expect } from "chai";
import { fromHex, startsWith, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { type RandomSource, seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { echo } from "../secure-channel/echo.fixture.js";
import { Scp03Card } from "./card.js";
import { RECORDED_SESSIONS, type RecordedSession, TEST_KEY } from "./exchange.fixture.js";
import { openScp03 } from "./host.js";
import { deriveSessionKeys, pseudoRandomChallenge } from "./key-derivation.js";
import { levelOffered, type Scp03Mode } from "./parameters.js";
import { Scp03Session } from "./session.js";

const AID = fromHex("A000000151000000");

function keysOf(value: Uint8Array, version = 1): ChannelKeys {
  return { version, enc: value, mac: value.map((octet) => octet ^ 0x11), dek: value.map((octet) => octet ^ 0x22) };
}

const testKeys = (version: number): ChannelKeys => {
  const key = fromHex(TEST_KEY);
  return { version, enc: key, mac: key, dek: key };
};

const given = (octets: Uint8Array): RandomSource => ({ bytes: () => octets });

function cardWith(
  keys: ChannelKeys,
  i: number,
  mode: Scp03Mode,
  random: RandomSource = seededRandom("card"),
): Scp03Card {
  let sequence = 0;
  return new Scp03Card({
    scp: { i, mode },
    random,
    aid: AID,
    diversification: new Uint8Array(10),
    findKeys: (version) => (version === 0 || version === keys.version ? keys : undefined),
    nextSequence: () => ++sequence,
  });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
}

/** The steps from INITIALIZE UPDATE on. */
function channelSteps(session: RecordedSession) {
  return session.steps.slice(session.steps.findIndex((step) => step.command.startsWith("8050")));
}

describe("SCP03 against an independent host's recording", () => {
  for (const session of RECORDED_SESSIONS) {
    it(`the host half sends the recorded octets (${session.name})`, async () => {
      const steps = channelSteps(session);
      const expected = steps.map((step) => step.command);
      const sent: string[] = [];
      const link: CardLink = {
        async transmit(bytes) {
          sent.push(toHex(bytes));
          return fromHex(steps[sent.length - 1]!.response);
        },
      };
      const random = given(fromHex(expected[0]!.slice(10, 26)));
      const channel = await openScp03(link, testKeys(0), { level: session.level, random });
      for (const step of steps.slice(2)) {
        const [, ins, p1, p2] = fromHex(step.command.slice(0, 8));
        const response = await channel.transmit(new CommandApdu(0x80, ins!, p1!, p2!, fromHex(step.plain!), 256));
        expect(toHex(response.encode())).to.equal(step.response);
      }
      expect(sent).to.deep.equal(expected);
    });

    it(`the card half accepts the recorded octets and gives the recorded cryptogram (${session.name})`, () => {
      const [update, authenticate, ...rest] = channelSteps(session);
      const card = cardWith(testKeys(1), 0, "S8", given(fromHex(update!.response.slice(26, 42))));
      expect(toHex(card.begin(CommandApdu.parse(fromHex(update!.command))))).to.equal(update!.response);
      expect(toHex(card.authenticate(CommandApdu.parse(fromHex(authenticate!.command))))).to.equal("9000");
      for (const step of rest) {
        const plain = card.unwrap(CommandApdu.parse(fromHex(step.command)));
        expect(plain && toHex(plain.data)).to.equal(step.plain);
        expect(plain?.cla).to.equal(0x80);
        expect(toHex(card.wrapResponse(fromHex(step.response)))).to.equal(step.response);
      }
    });
  }
});

describe("SCP03, host half against card half", () => {
  for (const i of [0x00, 0x10, 0x20, 0x30, 0x60, 0x70]) {
    for (const mode of ["S8", "S16"] as const) {
      for (const size of [16, 24, 32]) {
        it(`carries commands and responses at every level: i=${i.toString(16)}, ${mode}, AES-${size * 8}`, async () => {
          const keys = keysOf(seededRandom(`${i}${mode}`).bytes(size));
          for (const level of [0x00, 0x01, 0x03, 0x11, 0x13, 0x33].filter((wish) => levelOffered(wish, i))) {
            let seen = "";
            const link = echo(cardWith(keys, i, mode), (plain) => {
              seen = `${toHex(plain.data)} ${plain.le ?? ""}`;
            });
            const channel = await openScp03(link, keys, { level, mode, random: seededRandom("host") });
            expect(channel.card.i & 0x01).to.equal(mode === "S16" ? 1 : 0);
            expect(channel.card.sequence === undefined).to.equal((i & 0x10) === 0);
            for (const length of [0, 1, 15, 16, 17, 200, 255, 256, 3000]) {
              const data = seededRandom(`${length}`).bytes(length);
              const response = await channel.transmit(new CommandApdu(0x80, 0xe2, 0x80, 0x05, data, 65536));
              expect(toHex(response.encode())).to.equal(`${toHex(data)}9000`);
              expect(seen).to.equal(`${toHex(data)} 65536`);
              if ((level & 0x02) !== 0 && length > 8) expect(link.sent.at(-1)).not.to.contain(toHex(data));
            }
          }
        });
      }
    }
  }

  it("derives the pseudo-random card challenge from the sequence counter and the AID", async () => {
    const keys = keysOf(fromHex(TEST_KEY));
    const link = echo(cardWith(keys, 0x10, "S8"));
    const first = await openScp03(link, keys, { random: seededRandom("host") });
    const second = await openScp03(link, keys, { random: seededRandom("host") });
    expect(toHex(first.card.sequence!)).to.equal("000001");
    expect(toHex(second.card.sequence!)).to.equal("000002");
    expect(second.card.cardChallenge).to.deep.equal(pseudoRandomChallenge(keys, 2, AID, "S8"));
  });

  it("leaves error responses unprotected and protects warnings", async () => {
    const keys = keysOf(fromHex(TEST_KEY));
    const error = await openScp03(echo(cardWith(keys, 0x70, "S8"), undefined, 0x6a88), keys, {
      level: 0x33,
      random: given(AID),
    });
    expect(toHex((await error.transmit(new CommandApdu(0x80, 0xf2, 0x40, 0, AID))).encode())).to.equal("6A88");
    const warning = await openScp03(echo(cardWith(keys, 0x70, "S8"), undefined, 0x6310), keys, {
      level: 0x33,
      random: given(AID),
    });
    const response = await warning.transmit(new CommandApdu(0x80, 0xf2, 0x40, 0, AID));
    expect(toHex(response.encode())).to.equal(`${toHex(AID)}6310`);
  });

  it("knows how much fits into one command at each level", async () => {
    const keys = keysOf(fromHex(TEST_KEY));
    const sizes: number[] = [];
    for (const [level, mode] of [
      [0x00, "S8"],
      [0x01, "S8"],
      [0x03, "S8"],
      [0x33, "S16"],
    ] as const) {
      const channel = await openScp03(echo(cardWith(keys, 0x70, mode)), keys, {
        level,
        mode,
        random: seededRandom("h"),
      });
      sizes.push(channel.largestPlainData(), channel.largestPlainData(4096));
    }
    expect(sizes).to.deep.equal([255, 4096, 247, 4088, 239, 4079, 223, 4079]);
  });

  it("takes response protection as far as the card offers it", async () => {
    const keys = keysOf(fromHex(TEST_KEY));
    const levels: number[] = [];
    for (const i of [0x00, 0x20, 0x60]) {
      const options = { level: 0x03, responseProtectionIfOffered: true, random: given(AID) };
      levels.push((await openScp03(echo(cardWith(keys, i, "S8")), keys, options)).level);
    }
    expect(levels).to.deep.equal([0x03, 0x13, 0x33]);
  });

  it("moves sensitive data under the DEK", async () => {
    const keys = keysOf(fromHex(TEST_KEY));
    const card = cardWith(keys, 0, "S8");
    const channel = await openScp03(echo(card), keys, { random: given(AID) });
    const secret = seededRandom("secret").bytes(24);
    const hidden = channel.encryptSensitive(secret);
    expect(card.decryptSensitive(hidden, 24)).to.deep.equal(secret);
    expect(card.decryptSensitive(hidden, 16)).to.equal(undefined);
    expect(card.decryptSensitive(hidden.subarray(1), 24)).to.equal(undefined);
  });
});

describe("SCP03 refusals", () => {
  const keys = keysOf(fromHex(TEST_KEY));
  const random = seededRandom("host");

  for (const wrong of ["enc", "mac"] as const) {
    it(`a wrong ${wrong} key never opens a channel`, async () => {
      const other = { ...keys, [wrong]: seededRandom("other").bytes(16) };
      const link = echo(cardWith(keys, 0, "S8"));
      if (wrong === "mac") {
        expect(isMadoguchiError(await failure(openScp03(link, other, { random })), "scp.card-cryptogram")).to.equal(
          true,
        );
        expect(link.sent.length, "EXTERNAL AUTHENTICATE must not be sent").to.equal(1);
      } else {
        // Cryptograms stand on the MAC key alone: a wrong ENC key shows at the first encrypted command.
        const channel = await openScp03(link, other, { level: 0x03, random });
        expect((await channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0, AID))).sw).to.equal(0x6982);
      }
    });
  }

  it("an unknown key version is told as such", async () => {
    const link = echo(cardWith(keys, 0, "S8"));
    const error = await failure(openScp03(link, { ...keys, version: 9 }, { random }));
    expect(isMadoguchiError(error, "scp.key-version")).to.equal(true);
  });

  it("a level that the card does not offer is refused before EXTERNAL AUTHENTICATE", async () => {
    const link = echo(cardWith(keys, 0x20, "S8"));
    const error = await failure(openScp03(link, keys, { level: 0x33, random }));
    expect(isMadoguchiError(error, "scp.level-not-offered")).to.equal(true);
    expect(link.sent.length).to.equal(1);
  });

  for (const [answer, code] of [
    ["6A82", "scp.refused"],
    ["000000000000000000000102000000000000000000000000000000009000", "scp.protocol"],
    ["00000000000000000000010300F3C167A083AB1366459000", "scp.malformed-response"],
    ["9000", "scp.malformed-response"],
    ["90", "apdu.response-too-short"],
  ] as const) {
    it(`the answer ${answer} to INITIALIZE UPDATE is ${code}`, async () => {
      const error = await failure(openScp03({ transmit: async () => fromHex(answer) }, keys, { random }));
      expect(isMadoguchiError(error, code), String(error)).to.equal(true);
    });
  }

  it("one flipped bit anywhere in a protected command ends the session with 6982", async () => {
    const size = 5 + 16 + 8 + 1;
    for (let bit = 0; bit < (size - 1) * 8; bit++) {
      if (bit >> 3 === 4) continue; // a flipped Lc does not parse
      const card = cardWith(keys, 0, "S8");
      const link = echo(card);
      const flipping: CardLink = {
        transmit(bytes) {
          if (bytes[1] === 0xe2) bytes[bit >> 3]! ^= 1 << (bit & 7);
          if (bytes[1] !== 0x50 && bytes[1] !== 0x82) {
            const plain = card.unwrap(CommandApdu.parse(bytes));
            expect(plain, `bit ${bit}`).to.equal(undefined);
            return Promise.resolve(status(0x6982));
          }
          return link.transmit(bytes);
        },
      };
      const channel = await openScp03(flipping, keys, { random: given(AID) });
      if (bit >> 3 === 1 && [0x50, 0x82].includes(0xe2 ^ (1 << (bit & 7)))) continue;
      expect((await channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0, AID, 256))).sw).to.equal(0x6982);
      expect(card.level).to.equal(undefined);
    }
  });

  it("one flipped bit anywhere in a protected response closes the host's channel", async () => {
    for (let bit = 0; bit < (16 + 8) * 8; bit++) {
      const link = echo(cardWith(keys, 0x70, "S8"));
      const flipping: CardLink = {
        async transmit(bytes) {
          const answer = Uint8Array.from(await link.transmit(bytes));
          if (bytes[1] === 0xe2) answer[bit >> 3]! ^= 1 << (bit & 7);
          return answer;
        },
      };
      const channel = await openScp03(flipping, keys, { level: 0x33, random: given(AID) });
      const error = await failure(channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0, AID, 256)));
      expect(isMadoguchiError(error, "scp.response-mac"), `bit ${bit}`).to.equal(true);
      expect(
        isMadoguchiError(await failure(channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0))), "scp.closed"),
      ).to.equal(true);
    }
  });

  it("a command sent twice, or without protection, ends the session", async () => {
    for (const replay of [true, false]) {
      const card = cardWith(keys, 0, "S8");
      const link = echo(card);
      const channel = await openScp03(link, keys, { level: 0x01, random });
      await channel.transmit(new CommandApdu(0x80, 0xe2, 0, 0, AID));
      const bytes = replay ? fromHex(link.sent.at(-1)!) : new CommandApdu(0x80, 0xe2, 0, 0, AID).encode();
      expect(toHex(await link.transmit(bytes))).to.equal("6982");
      expect(card.level).to.equal(undefined);
    }
  });

  it("the card answers 6300 to a wrong host cryptogram under a right MAC", () => {
    const card = cardWith(keys, 0, "S8", given(AID));
    const host = seededRandom("challenge").bytes(8);
    card.begin(new CommandApdu(0x80, 0x50, 0, 0, host, 256));
    const session = new Scp03Session(deriveSessionKeys(keys, { host, card: AID }), "S8", 0x01);
    const wrong = session.authenticate(new CommandApdu(0x80, 0x82, 0x01, 0, new Uint8Array(8)));
    expect(toHex(card.authenticate(wrong))).to.equal("6300");
    expect(card.level).to.equal(undefined);
  });

  it("the card answers bad authentication with the status words of Amendment D", () => {
    const card = cardWith(keys, 0, "S8");
    const update = (p1: number, p2: number, size: number) =>
      toHex(card.begin(new CommandApdu(0x80, 0x50, p1, p2, new Uint8Array(size), 256)));
    const authenticate = (level: number, data: Uint8Array) =>
      toHex(card.authenticate(new CommandApdu(0x84, 0x82, level, 0, data)));
    expect(authenticate(1, new Uint8Array(16)), "nothing begun").to.equal("6985");
    expect(update(7, 0, 8)).to.equal("6A88");
    expect(update(0, 1, 8)).to.equal("6A86");
    expect(update(0, 0, 7)).to.equal("6700");
    expect(startsWith(fromHex(update(0, 0, 8)), new Uint8Array(10))).to.equal(true);
    expect(authenticate(0x33, new Uint8Array(16)), "level not offered").to.equal("6A86");
    update(0, 0, 8);
    expect(authenticate(1, new Uint8Array(15))).to.equal("6700");
    update(0, 0, 8);
    expect(authenticate(1, new Uint8Array(16))).to.equal("6982");
    expect(authenticate(1, new Uint8Array(16)), "one try a challenge").to.equal("6985");
  });
});
