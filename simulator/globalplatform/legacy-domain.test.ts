import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { deleteCommand, install, openScp03, putChannelKeys, TRIPLE_DES_KEYS } from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { ISSUER_DOMAIN_AID } from "#card/region/aids.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { ISSUER_KEYS, sameKeys, sw, TestCard, type TestCardOptions } from "./gp-card.fixture.js";

const OPTIONS: TestCardOptions = { scp: { protocol: "SCP02", i: 0x55 }, extendedLength: false };
const COUNTER = "80CA00C100";
const FILE = seededRandom("aid").bytes(8);

describe("a security domain of a legacy card", () => {
  it("announces SCP02 with its i, Triple DES keys, and a counter of two octets", async () => {
    const card = new TestCard(OPTIONS);
    card.select(ISSUER_DOMAIN_AID);
    expect(card.hex("80CA006600")).to.include("640B06092A864886FC6B040255").and.match(/9000$/);
    expect(card.hex("80CA00E000")).to.equal("E012C00401018010C00402018010C004030180109000");
    expect(card.hex(COUNTER)).to.equal("C10200009000");
    await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(card.hex("80CA00C100"), "a plain command on an open channel").to.equal("6982");
    expect(card.hex(COUNTER)).to.equal("C10200019000");
    const fixed = new TestCard({ ...OPTIONS, scp: { protocol: "SCP02", i: 0x15 } });
    expect(fixed.hex("80CA006600")).to.include("2A864886FC6B040215");
  });

  it("does not understand SCP03, and says so before anything is written", async () => {
    const card = new TestCard(OPTIONS);
    const before = card.state();
    card.select(ISSUER_DOMAIN_AID);
    const error = await refusal(openScp03(card, ISSUER_KEYS, { random: seededRandom("host") }));
    expect([error.code, error.details["scp"]]).to.deep.equal(["scp.protocol", 0x02]);
    expect(card.state()).to.equal(before);
  });

  it("replaces, adds and deletes key sets, and refuses a wrong check value, type or version", async () => {
    const card = new TestCard(OPTIONS);
    const fresh = sameKeys(seededRandom("fresh").bytes(16), 2);
    const channel = await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const encrypt = (value: Uint8Array) => channel.encryptSensitive(value);
    const before = card.state();
    const good = putChannelKeys(fresh, 0, encrypt, TRIPLE_DES_KEYS);
    const tampered = Uint8Array.from(good.data);
    tampered[tampered.length - 1]! ^= 1;
    const double = Uint8Array.from(good.data);
    double[1] = 0x82;
    for (const [data, p1, expected] of [
      [tampered, 0, "9485"],
      [double, 0, "9484"],
      [putChannelKeys(fresh, 0, encrypt).data, 0, "9484"],
      [good.data, 9, "6A88"],
      [good.data.subarray(0, 40), 0, "6A80"],
      [good.data.subarray(0, 45), 0, "6A80"],
    ] as const) {
      expect(sw(await channel.transmit(new CommandApdu(0x80, 0xd8, p1, 0x81, data, 256)))).to.equal(expected);
    }
    expect(card.state()).to.equal(before);
    const added = await channel.transmit(good);
    expect(toHex(added.data)).to.equal(`02${toHex(TRIPLE_DES_KEYS.checkValue(fresh.enc)).repeat(3)}`);
    const both = await card.openLegacy(ISSUER_DOMAIN_AID, fresh);
    expect(sw(await both.transmit(deleteCommand.encode({ object: "key", keyVersion: 1 })))).to.equal("9000");
    const reopened = TestCard.reopen(card.nvm.device.image, OPTIONS);
    await reopened.openLegacy(ISSUER_DOMAIN_AID, { ...fresh, version: 0 });
    expect(reopened.hex("00A4040008A000000151000000")).to.match(/9000$/);
    expect(reopened.hex(COUNTER)).to.equal("C10200029000");
  });

  it("keeps a counter for each key set, and a new set begins at zero", async () => {
    const card = new TestCard(OPTIONS);
    await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const channel = await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(channel.card.sequence).to.equal(1);
    const fresh = sameKeys(seededRandom("fresh").bytes(16), 2);
    await channel.transmit(putChannelKeys(fresh, 0, (value) => channel.encryptSensitive(value), TRIPLE_DES_KEYS));
    expect((await card.openLegacy(ISSUER_DOMAIN_AID, fresh)).card.sequence).to.equal(0);
    expect((await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS)).card.sequence).to.equal(2);
  });

  it("torn at any octet while its counter steps, has the old value or the next, and no channel is open", async () => {
    const whole = new TestCard(OPTIONS);
    await whole.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const start = whole.nvm.device.image.slice();
    const from = whole.nvm.device.written;
    const old = whole.state();
    await whole.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const next = whole.state();
    const octets = whole.nvm.device.written - from;
    expect(octets).to.be.greaterThan(1);
    const seen = new Set<string>();
    for (let octet = 0; octet < octets; octet++) {
      for (const rest of [undefined, 0x5a]) {
        const torn = TestCard.reopen(start, OPTIONS);
        torn.nvm.device.tearAfter(octet, rest);
        const outcome: unknown = await torn.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS).catch((error) => error);
        expect(outcome instanceof PowerLoss, `octet ${octet}: ${String(outcome)}`).to.equal(true);
        const again = TestCard.reopen(torn.nvm.device.image, OPTIONS);
        expect(again.state(), `octet ${octet}`).to.be.oneOf([old, next]);
        seen.add(again.state());
        expect(again.hex("84E60200080000000000000000")).to.equal("6982");
        await again.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS);
      }
    }
    expect(seen.has(old)).to.equal(true);
  });

  it("changes nothing for a host that only authenticated itself, and lists for it", async () => {
    const card = new TestCard(OPTIONS);
    const channel = await card.openLegacy(ISSUER_DOMAIN_AID, ISSUER_KEYS, 0x00);
    const before = card.state();
    const list = new CommandApdu(0x80, 0xf2, 0x80, 0x02, Uint8Array.of(0x4f, 0), 256);
    expect(sw(await channel.transmit(list))).to.equal("9000");
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE })))).to.equal("6982");
    expect(card.state()).to.equal(before);
  });
});
