import { expect } from "chai";
import { ascii, concat, fromHex } from "#card/bytes/bytes.js";
import { Recorder } from "./recorder.js";

describe("What a step leaves behind", () => {
  const number = concat(ascii("999990001011"), fromHex("9000"));

  it("holds no personal datum of a card, and keeps the cards apart (R-LOG-06)", () => {
    const recorder = new Recorder();
    recorder.apdu("a", fromHex("00A4040C0AD3921000310001010408"), fromHex("9000"));
    recorder.apdu("a", fromHex("00B0810011"), number);
    recorder.apdu("b", fromHex("00CA004500"), number);
    expect(recorder.take().apdus.map(({ response }) => response)).to.deep.equal([
      "9000",
      "[12 octets, personal]9000",
      "3939393939303030313031319000",
    ]);
  });

  it("remembers what was selected when a step ends", () => {
    const recorder = new Recorder();
    recorder.apdu("a", fromHex("00A4040C0AD3921000310001010408"), fromHex("9000"));
    recorder.take();
    recorder.apdu("a", fromHex("00B0810011"), number);
    expect(recorder.take().apdus[0]?.response).to.equal("[12 octets, personal]9000");
  });
});
