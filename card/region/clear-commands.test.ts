import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { answering } from "./answering-link.fixture.js";
import { getObject, select } from "./clear-commands.js";

describe("a command in clear to a card", () => {
  it("collects a long answer by GET RESPONSE, as often as the card says", async () => {
    const link = answering("01026102", "03046101", "059000");
    expect(toHex((await getObject(link, 0xdf71))!)).to.equal("0102030405");
    expect(link.asked).to.deep.equal(["80CADF7100", "00C0000002", "00C0000001"]);
    expect(toHex((await getObject(answering("6102", "01029000"), 0xdf71))!)).to.equal("0102");
  });

  it("gives up on a card that promises more for ever, with octets or without", async () => {
    const endless = (answer: string) => ({ transmit: async () => fromHex(answer) });
    for (const answer of ["6100", `${"00".repeat(256)}6100`]) {
      const error = await refusal(getObject(endless(answer), 0xdf71));
      expect([error.code, error.details["sw"]]).to.deep.equal(["card.refused", "6100"]);
    }
  });

  it("asks again with the length that the card names, or with an extended one", async () => {
    const exact = answering("6C03", "0102039000");
    expect(toHex((await getObject(exact, 0xff21))!)).to.equal("010203");
    expect(exact.asked[1]).to.equal("80CAFF2103");
    const extended = answering("6700", "01029000");
    expect(toHex((await getObject(extended, 0xdf71))!)).to.equal("0102");
    expect(extended.asked[1]).to.equal("80CADF71000000");
  });

  it("tells an absent object and an absent application from a refusal", async () => {
    expect(await getObject(answering("6A88"), 0xdf70)).to.equal(undefined);
    expect(await select(answering("6A82"), fromHex("F04D41444F0001"))).to.equal(false);
    const error = await refusal(getObject(answering("6581"), 0xdf70));
    expect(error.code).to.equal("card.refused");
    expect(error.details).to.include({ command: "GET DATA", sw: "6581" });
    expect((await refusal(select(answering("6283"), fromHex("F04D41444F0001")))).details).to.include({ sw: "6283" });
  });
});
