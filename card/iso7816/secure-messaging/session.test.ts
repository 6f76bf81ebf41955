import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "../command-apdu.js";
import { ResponseApdu } from "../response-apdu.js";
import { SecureMessagingSession, type SessionKeys } from "./session.js";

const keys = (enc: string, mac: string): SessionKeys => ({ enc: fromHex(enc), mac: fromHex(mac) });
const session = (pair: SessionKeys, counter?: string) =>
  new SecureMessagingSession(pair, counter === undefined ? undefined : fromHex(counter));
const counterOf = (value: number) => value.toString(16).padStart(32, "0");

/** Session keys of ICAO Doc 9303-11, appendix G.1; the exchange is jcexpress's, made by an implementation of its own. */
const G1 = keys("F5F0E35C0D7161EE6724EE513A0D9A7F", "FE251C7858B356B24514B3BD5F4297D1");
/** Known answers of a C++ reader of the Italian identity card. */
const KNOWN = keys("0102030405060708090A0B0C0D0E0F10", "A1A2A3A4A5A6A7A8A9AAABACADAEAFB0");
/** AES-256, from the Dutch RDW's library, whose cases JMRTD made: reads of the file 0E. */
const RDW = keys(
  "7319D1537EF2FE5CB46AFCFF2DF33B521F3A0C4FA92212D98EB49D9CD6BB8916",
  "ADCBA368FD14A836908252EF76D09BAD2766C5FFB2FE7857F468676FC4B293E0",
);

interface Exchange {
  readonly name: string;
  readonly keys: SessionKeys;
  readonly counter?: string;
  readonly plain: string;
  readonly command: string;
  readonly response?: string;
  readonly answer?: string;
}

const EXCHANGES: readonly Exchange[] = [
  {
    name: "SELECT under the keys of ICAO's example",
    keys: G1,
    plain: "00A4040C07A0000002471001",
    command: "0CA4040C1D871101752F676B09FAC86A87D632749A49C7CC8E08C18BA1FCE707BD9F00",
    response: "990290008E08BEA7B381C494A0799000",
    answer: "9000",
  },
  {
    name: "SELECT of a reader in C++",
    keys: KNOWN,
    plain: "00A4040C07A0000002471001",
    command: "0CA4040C1D871101AE6896C36D5E1F3BD4ECBAF7A661652B8E08C783F86389338E0D00",
    response: "990290008E08117DD72826D775709000",
    answer: "9000",
  },
  {
    name: "READ BINARY of a reader in C++, the exchange after",
    keys: KNOWN,
    counter: counterOf(2),
    plain: "00B0000014",
    command: "0CB000000D9701148E0829B7480811E8AE7600",
    response: "872101A57FD10B28B996EFF1162D1ECF14F100D960990BD394A608AAC46E29A9A5AD7C990290008E087D192821635D4FA79000",
    answer: "303132333435363738393A3B3C3D3E3F404142439000",
  },
  {
    name: "MANAGE SECURITY ENVIRONMENT of a passport reader in Go, in the middle of a session",
    keys: keys("CC86415F2ED7E8FD663B754265695AE1", "581E84B8EE06C4D3EEE30461498D7FB3"),
    counter: counterOf(0xba),
    plain: "002241A40F800A04007F000702020302028401C3",
    command: "0C2241A41D871101980953D37F67558690045D78A853B18A8E08929767A2CEF172E200",
  },
  { name: "AES-256, Le 65", keys: RDW, plain: "00B08E0041", command: "0CB08E000D9701418E08CEA04768FF4FD54D00" },
  { name: "AES-256, Le 256", keys: RDW, plain: "00B08E0000", command: "0CB08E000D9701008E08B16E78E0D1D0023F00" },
  {
    name: "AES-256, Le 300 in extended fields",
    keys: RDW,
    plain: "00B08E0000012C",
    command: "0CB08E0000000E9702012C8E08BD308FB58E028D140000",
  },
];

describe("secure messaging of ISO/IEC 7816-4 with AES (BSI TR-03110-3, F.2)", () => {
  for (const { name, keys: pair, counter, plain, command, response, answer } of EXCHANGES) {
    it(`is what others send and read: ${name}`, () => {
      const [host, card] = [session(pair, counter), session(pair, counter)];
      expect(toHex(host.protectCommand(CommandApdu.parse(fromHex(plain))).encode())).to.equal(command);
      expect(toHex(card.unprotectCommand(CommandApdu.parse(fromHex(command)))!.encode())).to.equal(plain);
      if (response === undefined || answer === undefined) return;
      expect(toHex(card.protectResponse(ResponseApdu.parse(fromHex(answer))).encode())).to.equal(response);
      expect(toHex(host.unprotectResponse(ResponseApdu.parse(fromHex(response)))!.encode())).to.equal(answer);
    });
  }

  it("reads a long answer recorded from a real passport, of 224 octets", () => {
    const pair = keys("A8E85E938514EC67AE33CDA3D43D3C48", "27F1ADEB705A049A305B0C619B14B9B3");
    const response = fromHex(
      "8781e1012fabf9e0655d7e987fd28a8aeb19c9cadd990d49399799ed1fe465bcea56da9ba3024291d40d23d7f1e00485d71faddc6d8c1382e8028d" +
        "d22efdcc72ed47663d56d20dd6c4b867956fe0507313083ae7fc54fb46133f184febbe13ad6fd3e2616a1f4a829e75ada1a0e443ca738288f6014be" +
        "8a7745d8259b089e6bee35bcc4bf5b63db5fdd84244f67eca099213b70a861b4487225aa68af684278fceb4cb809de42be3ee95b0e0d72bcdb0ed47" +
        "cb56efc264e04a9397a90e81ad1d81efa2d14b2ca8ec7bd997f4b1c1fd344d5dee8589c38b227ca4cb35810060a7cc76403e990290008e083eb47ef" +
        "4fa82afc99000",
    );
    const { data, sw } = session(pair, counterOf(0x0b)).unprotectResponse(ResponseApdu.parse(response))!;
    expect(sw).to.equal(0x9000);
    expect(data).to.have.lengthOf(223);
    expect(toHex(data.subarray(0, 16))).to.equal("A729901D1A71874700133107EC533064");
  });

  const command = fc
    .record({
      header: fc.tuple(fc.constantFrom(0x00, 0x80), fc.nat(255), fc.nat(255), fc.nat(255)),
      data: fc.uint8Array({ maxLength: 300 }),
      le: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
    })
    .map(({ header: [cla, ins, p1, p2], data, le }) => new CommandApdu(cla, ins, p1, p2, data, le));

  it("gives every command and every response back as it was, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.uint8Array({ maxLength: 300 })), { maxLength: 5 }), (exchanges) => {
        const [host, card] = [session(G1), session(G1)];
        for (const [plain, data] of exchanges) {
          const sent = CommandApdu.parse(host.protectCommand(plain).encode());
          const { cla, ins, p1, p2, le, ...got } = card.unprotectCommand(sent)!;
          expect([cla, ins, p1, p2, le]).to.deep.equal([plain.cla, plain.ins, plain.p1, plain.p2, plain.le]);
          expect(toHex(got.data)).to.equal(toHex(plain.data));
          const back = host.unprotectResponse(card.protectResponse(new ResponseApdu(data, 0x6a82)))!;
          expect([toHex(back.data), back.sw]).to.deep.equal([toHex(data), 0x6a82]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes no command in which a bit was changed, or that was cut, replayed or put in another order", () => {
    const host = session(G1);
    const whole = host.protectCommand(CommandApdu.parse(fromHex("00DC010C031122330A"))).encode();
    const second = host.protectCommand(CommandApdu.parse(fromHex("00DC020C03445566"))).encode();
    const taken = (octets: Uint8Array, card = session(G1)) => {
      try {
        return card.unprotectCommand(CommandApdu.parse(octets)) !== undefined;
      } catch {
        return false; // not even a command: the kernel answers 6700
      }
    };
    expect(taken(whole)).to.equal(true);
    const lengthOctets = new Set([4, whole.length - 1]); // Lc is checked by the parser, the outer Le says nothing
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const changed = whole.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      if (!lengthOctets.has(bit >> 3)) expect(taken(changed), `bit ${bit}`).to.equal(false);
    }
    for (let size = 5; size < whole.length - 1; size++) {
      const cut = whole.slice(0, size);
      cut[4] = size - 5;
      expect(taken(cut), `cut at ${size}`).to.equal(false);
    }
    expect(taken(second), "the second one first").to.equal(false);
    const card = session(G1);
    expect([taken(whole, card), taken(whole, card)]).to.deep.equal([true, false]);
    expect(taken(whole, session(KNOWN)), "other keys").to.equal(false);
  });

  it("takes no answer with another status word, of another exchange, without a MAC, or in which a bit was changed", () => {
    const answer = ResponseApdu.parse(fromHex(EXCHANGES[1]!.response!));
    const host = () => session(KNOWN, counterOf(1));
    expect(host().unprotectResponse(answer)?.sw).to.equal(0x9000);
    const refusals = [
      new ResponseApdu(answer.data, 0x6982),
      new ResponseApdu(new Uint8Array(0), 0x9000),
      new ResponseApdu(answer.data.subarray(0, 4), 0x9000),
      new ResponseApdu(answer.data.subarray(4), 0x9000),
      new ResponseApdu(fromHex("810100990290008E08117DD72826D77570"), 0x9000),
    ];
    for (const refused of refusals)
      expect(host().unprotectResponse(refused), toHex(refused.encode())).to.equal(undefined);
    expect(session(KNOWN, counterOf(3)).unprotectResponse(answer)).to.equal(undefined);
    for (let bit = 0; bit < answer.data.length * 8; bit++) {
      const data = answer.data.slice();
      data[bit >> 3]! ^= 1 << (bit & 7);
      expect(host().unprotectResponse(new ResponseApdu(data, 0x9000)), `bit ${bit}`).to.equal(undefined);
    }
  });
});
