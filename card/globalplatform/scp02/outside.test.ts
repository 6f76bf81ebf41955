import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { KEYS as THREE_KEYS } from "./card.fixture.js";
import { Scp02Card } from "./card.js";
import { parseScp02Answer } from "./host.js";
import { deriveScp02Keys, scp02CardCryptogram, scp02HostCryptogram } from "./key-derivation.js";
import { OPENSSL_WALK, UICC_RECORDING } from "./outside.fixture.js";
import { Scp02Session } from "./session.js";

const { keys: recorded, initializeUpdate, externalAuthenticate, commands } = UICC_RECORDING;
const KEYS: ChannelKeys = {
  version: 0x70,
  enc: fromHex(recorded.enc),
  mac: fromHex(recorded.mac),
  dek: fromHex(recorded.dek),
};
const hostChallenge = fromHex(initializeUpdate[0]).slice(5, 13);
const answer = parseScp02Answer(fromHex(initializeUpdate[1]));

describe("SCP02 against the recordings of others", () => {
  it(`gives the cryptograms, MACs and chain of the recording (${UICC_RECORDING.name})`, () => {
    const session = deriveScp02Keys(KEYS, answer.sequence);
    const challenges = { sequence: answer.sequence, host: hostChallenge, card: answer.cardChallenge };
    expect(toHex(scp02CardCryptogram(session, challenges))).to.equal(toHex(answer.cryptogram));
    const channel = new Scp02Session(session, 0x01);
    const proof = new CommandApdu(0x80, 0x82, 0x01, 0, scp02HostCryptogram(session, challenges));
    expect(toHex(channel.authenticate(proof).encode())).to.equal(externalAuthenticate);
    for (const [plain, wire] of commands) {
      expect(toHex(channel.protectCommand(CommandApdu.parse(fromHex(plain))).encode())).to.equal(wire);
    }
  });

  it(`the card half takes the recorded commands and gives the recorded answer (${UICC_RECORDING.name})`, () => {
    let sequence = answer.sequence;
    const card = new Scp02Card({
      scp: { protocol: "SCP02", i: 0x15 },
      random: { bytes: () => answer.cardChallenge },
      aid: fromHex("A000000151000000"),
      diversification: new Uint8Array(10),
      findKeys: (version) => (version === recorded.version ? { ...KEYS, sequence } : undefined),
      setSequence: (_version, next) => {
        sequence = next;
      },
    });
    expect(toHex(card.begin(CommandApdu.parse(fromHex(initializeUpdate[0]))))).to.equal(`${initializeUpdate[1]}9000`);
    expect(toHex(card.authenticate(CommandApdu.parse(fromHex(externalAuthenticate))))).to.equal("9000");
    expect(sequence).to.equal(answer.sequence + 1);
    for (const [plain, wire] of commands) {
      expect(toHex(card.unwrap(CommandApdu.parse(fromHex(wire)))!.encode())).to.equal(plain);
    }
  });

  it("derives the three session keys as the openssl command does", () => {
    // `echo 0101000A… | xxd -r -p | openssl enc -des-ede-cbc -nopad -iv 0000000000000000 -K …`, with constant 0182, 0101 and 0181.
    const { enc, mac, dek } = deriveScp02Keys(THREE_KEYS, 0x000a);
    expect(toHex(enc)).to.equal("339F1D7F5D5841EB034F5CE234557894");
    expect(toHex(mac)).to.equal("4C106A90C6B21EEBC576586B71D11260");
    expect(toHex(dek)).to.equal("1A5E6EAD192637F82D936BB41A5EB6EA");
  });

  it("derives the session key and the card cryptogram that were computed step by step with openssl", () => {
    const key = fromHex(OPENSSL_WALK.enc);
    const session = deriveScp02Keys({ version: 1, enc: key, mac: key, dek: key }, OPENSSL_WALK.sequence);
    expect(toHex(session.enc)).to.equal(OPENSSL_WALK.sessionEnc);
    const challenges = { sequence: 0, host: fromHex(OPENSSL_WALK.host), card: fromHex(OPENSSL_WALK.card) };
    expect(toHex(scp02CardCryptogram(session, challenges))).to.equal(OPENSSL_WALK.cardCryptogram);
  });
});
