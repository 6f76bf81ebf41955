import { expect } from "chai";
import { ascii, concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { type CounterInput, counterKdf, labelledKdf } from "./kdf.js";

interface Vector {
  readonly name: string;
  readonly counterLength: number;
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
  readonly output: string;
}

/** From NIST's CAVP file KDFCTR_gen (SP 800-108, counter mode, PRF = CMAC). */
const VECTORS: readonly Vector[] = [
  {
    name: "AES-128, counter of 8 bits before",
    counterLength: 1,
    key: "dff1e50ac0b69dc40f1051d46c2b069c",
    after:
      "c16e6e02c5a3dcc8d78b9ac1306877761310455b4e41469951d9e6c2245a064b33fd8c3b01203a7824485bf0a64060c4648b707d2607935699316ea5",
    output: "8be8f0869b3c0ba97b71863d1b9f7813",
  },
  {
    name: "AES-128, counter of 24 bits before, 320 bits out",
    counterLength: 3,
    key: "26fa0e32e7e08f9b157ebae9f579710f",
    after:
      "ceab805efbe0c50a8aef62e59d95e7a54daa74ed86aa9b1ae8abf68b985b5af4b0ee150e83e6c063b59c7bf813ede9826af149237aed85b415898fa8",
    output: "f1d9138afcc3db6001eb54c4da567a5db3659fc0ed48e664a0408946bcee0742127c17cabf348c7a",
  },
  {
    name: "AES-128, counter of 32 bits before",
    counterLength: 4,
    key: "c10b152e8c97b77e18704e0f0bd38305",
    after:
      "98cd4cbbbebe15d17dc86e6dbad800a2dcbd64f7c7ad0e78e9cf94ffdba89d03e97eadf6c4f7b806caf52aa38f09d0eb71d71f497bcc6906b48d36c4",
    output: "26faf61908ad9ee881b8305c221db53f",
  },
  {
    name: "AES-128, counter of 8 bits in the middle (as SCP03 has it)",
    counterLength: 1,
    key: "b6e04abd1651f8794d4326f4c684e631",
    before: "93612f7256c46a3d856d3e951e32dbf15fe11159d0b389ad38d603850fee6d18d22031435ed36ee20da76745fbea4b10fe1e",
    after: "99322aae605a5f01e32b",
    output: "dcb1db87a68762c6b3354779fa590bef",
  },
  {
    name: "AES-192, counter of 8 bits before",
    counterLength: 1,
    key: "53d1705caab7b06886e2dbb53eea349aa7419a034e2d92b9",
    after:
      "b120f7ce30235784664deae3c40723ca0539b4521b9aece43501366cc5df1d9ea163c602702d0974665277c8a7f6a057733d66f928eb7548cf43e374",
    output: "eae32661a323f6d06d0116bb739bd76a",
  },
  {
    name: "AES-256, counter of 32 bits after, 320 bits out",
    counterLength: 4,
    key: "a487f6ae25608d71b98bd7f7973fa68871b91fb59f703a2e4684d3b98c4309fe",
    before:
      "b353d8e8558b52023882646d9271e245ea5c3684806d726858227dbae641385f4dd122907abb9005f59584f7bf859e0f19a99f52b2f15fffbed3499f",
    output: "9820f408e23d1c05638e36540e18832659691471bf215e68f535d66e6b482362902fcdda1818a01f",
  },
];

describe("the counter mode KDF", () => {
  for (const vector of VECTORS) {
    it(`gives NIST's key: ${vector.name}`, () => {
      const input: CounterInput = {
        counterLength: vector.counterLength,
        ...(vector.before === undefined ? {} : { before: fromHex(vector.before) }),
        ...(vector.after === undefined ? {} : { after: fromHex(vector.after) }),
      };
      const derived = counterKdf(fromHex(vector.key), input, vector.output.length / 2);
      expect(toHex(derived)).to.equal(vector.output.toUpperCase());
    });
  }

  it("puts label, separator, context and length in the recommended order", () => {
    const key = fromHex("c10b152e8c97b77e18704e0f0bd38305");
    const context = fromHex("0102");
    const after = concat(ascii("LABEL"), fromHex("00 0102 00000100"));
    expect(labelledKdf(key, "LABEL", context, 32)).to.deep.equal(counterKdf(key, { counterLength: 4, after }, 32));
  });
});
