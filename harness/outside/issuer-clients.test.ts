import { expect } from "chai";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { type TestCard, testCard } from "./test-card.fixture.js";

/*
 * Other people's programs for the My Number card that cannot be installed here. What they send was read in their sources and is played to the card:
 *   jpki/myna (Rust 0.6: reader.rs, text.rs, visual.rs, pin.rs, jpki.rs), soltia48/myna-card (card.rs, mf.rs, examples/read_card.rs),
 *   siketyan/jpki-rs (card.rs), AokiApp/jsapdu (packages/mynacard/examples).
 */

const JPKI = "D392F000260100000001";
const VISUAL = "D3921000310001010402";
const TEXT = "D3921000310001010408";
const COMMON = "D3921000310001010100";

/** The few things that all of those programs do. */
class Client {
  readonly #card: VirtualCard;

  constructor(card: VirtualCard) {
    this.#card = card;
    card.powerOn();
  }

  send(command: string): { readonly data: Uint8Array; readonly sw: string } {
    const response = this.#card.transmit(fromHex(command));
    return { data: response.slice(0, -2), sw: toHex(response.slice(-2)) };
  }

  ok(command: string): Uint8Array {
    const { data, sw } = this.send(command);
    expect(sw, command).to.equal("9000");
    return data;
  }

  application(aid: string): void {
    this.ok(`00A4040C0A${aid}`);
  }

  file(id: string): void {
    this.ok(`00A4020C02${id}`);
  }

  verify(file: string, pin: string): void {
    this.file(file);
    this.ok(`00200080${length(pin)}${toHex(ascii(pin))}`);
  }

  /** READ BINARY of exactly so many octets, at most 256 in each: an empty answer would keep myna reading for ever. */
  read(offset: number, count: number): Buffer {
    const pieces: Uint8Array[] = [];
    for (let at = offset; at < offset + count; at += pieces.at(-1)!.length) {
      const left = offset + count - at;
      const data = this.ok(`00B0${hex(at, 4)}${left > 0xff ? "00" : hex(left, 2)}`);
      expect(data, `offset ${at}`).to.not.have.lengthOf(0);
      pieces.push(data);
    }
    return Buffer.concat(pieces);
  }

  /** As myna and jpki-rs read a file: seven octets, and from these how many there are. */
  readAll(file: string): Buffer {
    this.file(file);
    const head = this.read(0, 7);
    const start = (head[0]! & 0x1f) === 0x1f ? 2 : 1;
    expect(head[start], "the length's form").to.be.oneOf([0x81, 0x82, ...Array(0x80).keys()]);
    const long = head[start]! & 0x80 ? head[start]! & 0x7f : 0;
    const value = long === 0 ? head[start]! : head.readUIntBE(start + 1, long);
    return Buffer.concat([head, this.read(7, start + 1 + long + value - 7)]);
  }

  /** As myna-card takes a data object: 6700 is asked again with an extended Le, 61xx goes on with GET RESPONSE. */
  object(tag: string): Buffer {
    let { data, sw } = this.send(`00CA${tag}00`);
    if (sw === "6700") ({ data, sw } = this.send(`00CA${tag}000000`));
    const pieces = [data];
    while (sw.startsWith("61")) {
      ({ data, sw } = this.send(`00C00000${sw.slice(2)}`));
      pieces.push(data);
    }
    expect(sw, tag).to.equal("9000");
    return Buffer.concat(pieces);
  }
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
const length = (pin: string): string => hex(pin.length, 2);

for (const profile of profileNames("myna")) {
  describe(`clients that others wrote, played to the ${profile} card`, function () {
    this.timeout(60_000);
    let test: TestCard;
    let client: Client;

    beforeEach(async () => {
      test = await testCard("taro", profile);
      client = new Client(test.card);
    });

    it("is found by myna, which passes over every ATR that is not of a contactless reader", async () => {
      const { card } = await testCard("taro", profile, { contactless: true });
      expect(toHex(card.powerOn())).to.match(/^3B888001/);
      const contactAtr = toHex(test.card.atr).slice(2);
      expect(toHex(new Client(card).object("5F51"))).to.equal(contactAtr);
    });

    it("tells myna (text, visual photo) number, attributes and photo", () => {
      const { pins, resident, images } = test.person;
      client.application(TEXT);
      client.verify("0011", pins.text);
      client.file("0001");
      const number = client.read(0, 17).subarray(3, 15).toString("latin1");
      expect(number).to.equal(resident.individualNumber);
      expect(client.readAll("0002").toString("utf8")).to.include(resident.address);
      expect(client.readAll("0005").subarray(0, 12).toString("hex")).to.equal("ff4082009fdf410401030e01");

      client.application(VISUAL);
      client.verify("0013", number);
      expect(client.readAll("0002").includes(Buffer.from(images.face))).to.equal(true);
    });

    it("tells myna (pin status) the tries of all its secrets, and lets it change them (pin change)", () => {
      const files = { [TEXT]: ["0011", "0014", "0015"], [VISUAL]: ["0013", "0012"], [JPKI]: ["0018", "001B"] };
      const tries = Object.entries(files).flatMap(([aid, ids]) => {
        client.application(aid);
        return ids.map((id) => {
          client.file(id);
          return client.send("00200080").sw;
        });
      });
      expect(tries).to.deep.equal(["63C3", "63CA", "63CA", "63CA", "63CA", "63C3", "63C5"]);
      const { auth, sign } = test.person.pins;
      client.verify("0018", auth);
      client.ok(`0024018004${toHex(ascii("8888"))}`);
      client.verify("0018", "8888");
      client.verify("001B", sign!);
      client.ok(`0024018007${toHex(ascii("NEWPIN1"))}`);
      client.verify("001B", "NEWPIN1");
    });

    it("hands myna and jpki-rs the certificates, and signs a DigestInfo for them", () => {
      const { jpki, pins } = test.person;
      client.application(JPKI);
      client.file("0006");
      expect(client.read(0, 0x20).toString("latin1").trimEnd()).to.equal("JPKIAPICCTOKEN2");
      client.verify("001B", pins.sign!);
      for (const [id, der] of [
        ["0001", jpki.sign!.certificate],
        ["0002", jpki.signCa],
        ["000A", jpki.auth.certificate],
        ["000B", jpki.authCa],
      ] as const) {
        expect(client.readAll(id).equals(der), id).to.equal(true);
      }
      client.file("001A");
      expect(client.ok(`802A008033${"3031300D060960864801650304020105000420"}${"5A".repeat(32)}00`)).to.have.lengthOf(
        256,
      );
    });

    it("gives myna-card the issuer's data, its own ATR inside an application, and signed challenges", () => {
      expect(client.send("00A40000").sw).to.equal("6A86"); // its throw-away command after power on
      expect(client.object("0045").toString("latin1")).to.equal(test.person.serial);
      for (const tag of ["00F8", "7F21"])
        expect(client.object(tag).subarray(0, 4).toString("hex")).to.equal("5f4e8201");
      client.application(COMMON);
      const atr = client.object("5F51");
      expect(atr.reduce((sum, octet) => sum ^ octet)).to.equal(0);
      client.file("0001");
      expect(client.ok("00B2010400").subarray(0, 2)).to.deep.equal(Uint8Array.of(0x01, 0x1c));
      expect(client.ok("00880099105A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A00")).to.have.lengthOf(256);
      client.application(VISUAL);
      expect(client.ok("0084000010")).to.have.lengthOf(16);
      // A card without GlobalPlatform has no issuer security domain: its objects are those of what a nameless SELECT reaches.
      if (findProfile(profile).dialect === "iso-fs") {
        expect(client.send("00A4040C07A0000001510000").sw).to.equal("6A82");
        client.ok("00A4040C");
      } else {
        client.ok("00A4040C07A0000001510000");
      }
      expect(client.object("00F0").toString("latin1")).to.equal(test.person.resident.municipality);
    });

    it("gives jsapdu a whole file in one answer, where the card takes extended lengths", () => {
      const { pins, images } = test.person;
      client.application(TEXT);
      client.ok(`00200091${length(pins.text)}${toHex(ascii(pins.text))}`);
      const extended = client.send("00B08200000000");
      if (!findProfile(profile).apdu.extended) {
        expect(extended.sw).to.equal("6700");
        return;
      }
      expect(extended.sw).to.equal("9000");
      client.application(VISUAL);
      const number = test.person.resident.individualNumber;
      client.ok(`002000930C${toHex(ascii(number))}`);
      expect(Buffer.from(client.ok("00B08200000000")).includes(Buffer.from(images.face))).to.equal(true);
    });
  });
}
