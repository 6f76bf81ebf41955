import { constants, createPublicKey, publicDecrypt, verify, X509Certificate } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { sha256, sha256DigestInfo } from "#card/myna/rsa.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

const JPKI = "00A4040C0AD392F000260100000001";
const COMMON = "00A4040C0AD3921000310001010100";
const JUKI = "00A4040C0AD3921000310001010401";

function person(name: string): Promise<CardPersonalisation> {
  const clock = new VirtualClock();
  return issuePerson(name, { keys: new KeyStore(), clock, random: seededRandom(`issue ${name}`) });
}

function cardOf(holder: CardPersonalisation, profile = "aoba"): SimulatedCard {
  const card = createCard({ profile: findProfile(profile), person: holder, random: seededRandom("card") });
  card.powerOn();
  return card;
}

describe("the virtual My Number card", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let hanako: CardPersonalisation;
  let card: SimulatedCard;
  const send = (apdu: string): string => toHex(card.transmit(fromHex(apdu)));

  before(async () => {
    hanako = await person("hanako");
  });

  it("has the ATR of the reader that it lies on, and refuses a contactless one when its profile has none", () => {
    const { atr, ...aoba } = findProfile("aoba");
    const random = seededRandom("card");
    const contactless = createCard({ profile: { ...aoba, atr }, person: hanako, random, contactless: true });
    expect(toHex(contactless.powerOn())).to.equal("3B888001000005E0B381A1007F");
    const profile = { ...aoba, atr: { contact: atr.contact, source: atr.source } };
    expect(() => createCard({ profile, person: hanako, random, contactless: true }))
      .to.throw()
      .with.property("code", "profile.no-contactless-atr");
  });

  beforeEach(() => {
    card = cardOf(hanako);
  });

  /** Reads the current EF as OpenSC does: in short commands until the card answers short. */
  function readAll(): Uint8Array {
    const parts: string[] = [];
    for (let offset = 0; ; offset += 256) {
      const answer = send(`00B0${offset.toString(16).padStart(4, "0")}00`);
      if (!answer.endsWith("9000")) break;
      parts.push(answer.slice(0, -4));
      if (answer.length < 2 * 258) break;
    }
    return fromHex(parts.join(""));
  }

  /** A signature of the key in EF 0017, after its PIN. */
  function signed(p1: string, data: Uint8Array): Uint8Array {
    send("002000980431323334");
    const lc = data.length.toString(16).padStart(2, "0");
    const answer = send(`802A${p1}97${lc}${toHex(data)}00`);
    expect(answer).to.match(/9000$/);
    return fromHex(answer.slice(0, -4));
  }

  it("can be issued on every profile, its issuer's applications inside what is reserved (R-CARD-01, R-CARD-09)", () => {
    for (const name of profileNames()) {
      const { nvm, profile } = cardOf(hanako, name);
      expect(nvm.capacity).to.equal(profile.memory.total.value);
      expect(nvm.used).to.be.at.most(profile.memory.reserved.value);
      expect(nvm.free).to.be.at.least(profile.memory.areaQuota.value);
    }
  });

  it("answers the opening of OpenSC's driver: foreign probes fail, both PIN files tell their tries", () => {
    const probes = ["00A4040007627601FF000000", "00A4040006A00000000101", "00A4040C0FD23300000045737445494420763335"];
    for (const probe of probes) expect(send(probe)).to.equal("6A82");
    expect(send("00CADF3005")).to.not.match(/9000$/);
    expect(send("00CB3FFF035C017E08")).to.not.match(/9000$/);
    expect(send(JPKI)).to.equal("9000");
    expect(send("00A4020C020018")).to.equal("9000");
    expect(send("00200080")).to.equal("63C3");
    expect(send("00A4020C02001B")).to.equal("9000");
    expect(send("00200080")).to.equal("63C5");
    send("00A4020C02000A");
    expect(send("00B0000004")).to.match(/^3082.*9000$/);
  });

  it("gives its certificates, the one for signing behind its password only", () => {
    send(JPKI);
    send("00A4020C02000A");
    expect(readAll()).to.deep.equal(hanako.jpki.auth.certificate);
    send("00A4020C020001");
    expect(send("00B0000000")).to.equal("6982");
    const password = toHex(ascii(hanako.pins.sign!));
    expect(send(`0020009B${(password.length / 2).toString(16).padStart(2, "0")}${password}`)).to.equal("9000");
    send("00A4020C020001");
    expect(readAll()).to.deep.equal(hanako.jpki.sign!.certificate);
    expect(send("00B0880003")).to.equal("8F8F009000");
    expect(send("00B0860020")).to.equal(`${toHex(ascii("JPKIAPICCTOKEN2".padEnd(32)))}9000`);
    expect(send("00B0860000")).to.have.length(2 * 162);
  });

  it("signs in all six ways with the key that its PIN opened (card-facts 1.3)", () => {
    send(JPKI);
    const key = new X509Certificate(hanako.jpki.auth.certificate).publicKey;
    const message = ascii("窓口 MESSAGE");
    const hash = sha256(message);
    const opened = (signature: Uint8Array): Uint8Array =>
      new Uint8Array(publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature));
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(opened(signed("00", message))).to.deep.equal(message);
    expect(opened(signed("01", message))).to.deep.equal(hash);
    expect(opened(signed("02", hash))).to.deep.equal(sha256DigestInfo(hash));
    expect(verify("sha256", message, key, signed("03", message))).to.equal(true);
    expect(verify("sha256", message, pss, signed("04", hash))).to.equal(true);
    expect(verify("sha256", message, pss, signed("05", message))).to.equal(true);
    expect(signed("05", message)).to.not.deep.equal(signed("05", message));
  });

  it("signs by the current EF too, as OpenSC asks it to", () => {
    send(JPKI);
    send("00A4020C020018");
    send("002000800431323334");
    send("00A4020C020017");
    const info = toHex(sha256DigestInfo(sha256(ascii("x"))));
    expect(send(`802A008033${info}00`)).to.have.length(2 * 258);
  });

  it("refuses to sign without the PIN, with another scheme, with data of the wrong size or no room for the answer", () => {
    send(JPKI);
    expect(send("802A0097010100")).to.equal("6982");
    send("002000980431323334");
    expect(send("802A0697010100")).to.equal("6A86");
    expect(send("802A0097010110")).to.equal("6700");
    expect(send("802A00970101")).to.equal("6700");
    expect(send("802A009700")).to.equal("6700");
    expect(send("802A0297010100")).to.equal("6985");
    expect(send(`802A0497210${"0".repeat(65)}00`)).to.equal("6985");
    expect(send(`802A0097F6${"00".repeat(246)}00`)).to.equal("6985");
    expect(send(`802A0097F5${"00".repeat(245)}00`)).to.have.length(2 * 258);
    expect(send("802A009A010100")).to.equal("6982");
    expect(send("802A0098010100")).to.equal("6981");
    expect(send("802A009D010100")).to.equal("6A88");
    expect(send("80A200000101")).to.equal("6A86");
    expect(send("80AE00000101")).to.equal("6982");
  });

  it("gives a child a blocked signature password and no certificate for signing", async () => {
    card = cardOf(await person("mirai"));
    send(JPKI);
    expect(send("00B0880003")).to.equal("008F009000");
    expect(send("0020009B")).to.equal("63C0");
    expect(send("0020009B06414243313233")).to.equal("6984");
  });

  it("tells who it is in 共通カードAP and signs challenges there without a PIN", () => {
    send(COMMON);
    const { serial, resident, expiry, keyId } = hanako;
    const record = `011C${toHex(ascii(serial + resident.municipality + expiry))}`;
    expect(send("00B2010C00")).to.equal(`${record}9000`);
    expect(send("00B2011400")).to.equal(`${toHex(keyId)}9000`);
    const answer = send("0088009908010203040506070800");
    const publicKey = createPublicKey(hanako.authenticationKey);
    const signature = fromHex(answer.slice(0, -4));
    expect(verify("sha256", fromHex("0102030405060708"), publicKey, signature)).to.equal(true);
    expect(send("80AE00000101")).to.equal("66F1");
    expect(send("00880199010100")).to.equal("6A86");
    expect(send("0088009C010100")).to.equal("6981");
    expect(send("0088009D010100")).to.equal("6A88");
    expect(send("00880099010110")).to.equal("6700");
    expect(send("0088009900")).to.equal("6700");
  });

  it("is not issued when the issuer's applications take more than the profile reserves (R-CARD-09)", () => {
    const aoba = findProfile("aoba");
    const profile = { ...aoba, memory: { ...aoba.memory, reserved: { value: 16384, assumed: true as const } } };
    const issue = (): SimulatedCard => createCard({ profile, person: hanako, random: seededRandom("card") });
    expect(issue).to.throw().with.property("code", "profile.reserved-exceeded");
  });

  it("keeps the PINs of 住基AP and 共通カードAP apart and changes them by CHANGE KEY (R-PIN-01)", () => {
    send(JUKI);
    const pin = toHex(ascii(hanako.pins.juki));
    send("0020009C0439393939");
    expect(send(`0020009C04${pin}`)).to.equal("9000");
    expect(send("8032009C0435363738")).to.equal("9000");
    expect(send("0020009C0435363738")).to.equal("9000");
    expect(send("00B2011400")).to.equal(`${toHex(hanako.keyId)}9000`);
    send(COMMON);
    expect(send("0020009C")).to.equal("63C3");
    expect(send("0020009C0435363738")).to.equal("63C2");
  });

  it("gives the issuer's data from the issuer security domain, and the contact ATR inside applications too", () => {
    const text = (value: string): string => `${toHex(ascii(value))}9000`;
    expect(send("00CA004500")).to.equal(text(hanako.serial));
    expect(send("00CA00F000")).to.equal(text(hanako.resident.municipality));
    expect(send("00CA00F200")).to.equal(text(hanako.expiry));
    expect(send("00CA004200")).to.equal(`${toHex(hanako.issuerId)}9000`);
    expect(send("00CA00F700")).to.equal(`${toHex(hanako.chain.intermediateKeyId)}9000`);
    expect(send("00CA006600")).to.match(/^66.*2A864886FC6B.*9000$/);
    expect(send("00CA00F800")).to.equal("6700");
    expect(send("00CA00F8000000")).to.equal(`${toHex(hanako.chain.upper.subarray(5))}9000`);
    expect(send("00CA7F21000000")).to.equal(`${toHex(hanako.chain.lower.subarray(5))}9000`);
    expect(send("00CA00EE00")).to.equal("6A88");
    expect(send("00CA5F5100")).to.equal("E000FF8131FE45149000");
    send(JPKI);
    expect(send("00CA5F5100")).to.equal("E000FF8131FE45149000");
    expect(send("00CA004500")).to.equal("6A88");
    expect(send("00A4040C07A0000001510000")).to.equal("9000");
    expect(send("00CA00F000")).to.equal(text(hanako.resident.municipality));
  });

  it("has an empty regional area from issuance, its free octets the quota (R-AREA-01)", () => {
    expect(send("00A4040C07F04D41444F0001")).to.equal("9000");
    expect(send("00CADF7000")).to.equal("6A88");
    expect(send("00CAFF2100")).to.match(/^FF21.*8202.*9000$|^FF21.*9000$/);
  });

  it("goes back to a snapshot, tries included", () => {
    const before = card.snapshot();
    send(JPKI);
    send("002000980439393939");
    card.restore(before);
    card.powerOn();
    send(JPKI);
    expect(send("00200098")).to.equal("63C3");
    expect(() => card.restore(before.subarray(1)))
      .to.throw()
      .with.property("code", "nvm.range");
  });

  it("survives any octets with well-formed answers and no defect, its files as they were", () => {
    const defects: unknown[] = [];
    const profile = findProfile("aoba");
    const onDefect = (error: unknown): unknown => defects.push(error);
    card = createCard({ profile, person: hanako, random: seededRandom("card"), onDefect });
    const fresh = card.snapshot();
    const names = [JPKI, COMMON, JUKI, "00A4040C0AD3921000310001010402", "00A4040C0AD3921000310001010408"];
    const start = fc.constantFrom("", "00A4040C07F04D41444F0001", ...names);
    const octet = fc.nat(255);
    const ins = fc.constantFrom(
      0x20,
      0x24,
      0x2a,
      0x32,
      0x50,
      0x82,
      0x88,
      0xa2,
      0xa4,
      0xae,
      0xb0,
      0xb2,
      0xca,
      0xe2,
      0xe6,
    );
    const near = fc
      .tuple(fc.constantFrom(0x00, 0x80, 0x84, 0x08, 0x0c), ins, octet, octet, fc.uint8Array({ maxLength: 20 }))
      .map(([cla, i, p1, p2, rest]) => Uint8Array.of(cla, i, p1, p2, ...rest));
    const commands = fc.array(fc.oneof(near, fc.uint8Array({ maxLength: 270 })), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(start, commands, (select, list) => {
        card.restore(fresh);
        card.powerOn();
        if (select !== "") card.transmit(fromHex(select));
        for (const command of list) {
          const response = card.transmit(command);
          const sw1 = response.at(-2)!;
          expect(sw1 === 0x90 || (sw1 >= 0x61 && sw1 <= 0x6f), toHex(command)).to.equal(true);
        }
        // VERIFY takes tries, and a secure channel's opening steps its counter: nothing else may write without a right.
        const counting = list.some((command) => command[1] === 0x20 || command[1] === 0x50 || command[1] === 0x82);
        if (!counting) expect(Buffer.compare(card.snapshot(), fresh)).to.equal(0);
      }),
      { numRuns: 600 },
    );
    expect(defects).to.deep.equal([]);
  });
});
