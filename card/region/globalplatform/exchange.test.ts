import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import { getObject, openChannel, select } from "./exchange.js";
import { identify } from "./identify.js";

/** A card that gives these answers one after the other, and keeps what it was asked. */
function answering(...answers: readonly string[]) {
  const asked: string[] = [];
  const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
    asked.push(toHex(command));
    return fromHex(answers[asked.length - 1] ?? "6F00");
  };
  return { transmit, asked };
}

describe("the exchange with a card's security domains", () => {
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

  it("takes no card for known whose number is empty or without end", async () => {
    for (const cin of ["4500", `457F${"00".repeat(127)}`]) {
      const error = await refusal(identify(answering("9000", `${cin}9000`), "myna", "gp-scp03"));
      expect(error.code).to.equal("card.unsupported");
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

  it("keeps the vendor's status word in the details and the code common", async () => {
    const keys = { version: 1, enc: new Uint8Array(16), mac: new Uint8Array(16), dek: new Uint8Array(16) };
    const model = { dialect: "gp-scp03", mode: "S8", maxCommandData: 255, keyLength: 16 } as const;
    const open = (...answers: readonly string[]) =>
      refusal(openChannel({ link: answering(...answers), model, random: seededRandom("x") }, keys));
    expect((await open("6A88")).code).to.equal("card.area-key-mismatch");
    expect((await open(`${"00".repeat(10)}010360${"00".repeat(16)}9000`)).code).to.equal("card.area-key-mismatch");
    expect((await open(`${"00".repeat(10)}0102${"00".repeat(16)}9000`)).code).to.equal("card.unsupported");
    const locked = await open("6985");
    expect(locked.code).to.equal("card.refused");
    expect(locked.details).to.include({ sw: "6985" });
    expect((await open("9000")).code).to.equal("card.refused");
  });
});

describe("the exchange with a legacy card's security domains", () => {
  const keys = { version: 1, enc: new Uint8Array(16), mac: new Uint8Array(16), dek: new Uint8Array(16) };
  const model = { dialect: "gp-scp02", i: 0x55 } as const;
  const open = (over: Partial<typeof keys>, ...answers: readonly string[]) => {
    const link = answering(...answers);
    return { link, error: refusal(openChannel({ link, model, random: seededRandom("x") }, { ...keys, ...over })) };
  };

  it("has the same common codes, with what the vendor said in the details", async () => {
    const answer = (version: string, protocol: string) =>
      `${"00".repeat(10)}${version}${protocol}${"00".repeat(16)}9000`;
    for (const [said, code, detail] of [
      ["6A88", "card.area-key-mismatch", { reason: "scp.key-version" }],
      [answer("01", "02"), "card.area-key-mismatch", { reason: "scp.card-cryptogram" }],
      [answer("07", "02"), "card.area-key-mismatch", { reason: "scp.key-version", onCard: 7 }],
      [answer("01", "03"), "card.unsupported", { reason: "scp.protocol", scp: 3 }],
      ["6985", "card.refused", { reason: "scp.refused", sw: "6985" }],
      ["9000", "card.refused", { reason: "scp.malformed-response" }],
    ] as const) {
      const { link, error } = open({}, said);
      expect((await error).code, said).to.equal(code);
      expect((await error).details, said).to.include(detail);
      expect(link.asked, "nothing was sent after it").to.have.lengthOf(1);
    }
  });

  it("sends nothing with keys of a length that its cards do not take", async () => {
    const { link, error } = open({ dek: new Uint8Array(32) });
    expect((await error).details).to.include({ reason: "scp.key-length" });
    expect(link.asked).to.deep.equal([]);
  });
});

describe("who a card is", () => {
  it("is read from the issuer domain, bare values or objects alike", async () => {
    const bare = await identify(
      answering("9000", "4D41449000", "31333130319000", "32303335303430319000"),
      "myna",
      "gp-scp03",
    );
    expect(bare).to.deep.equal({
      cardId: "4D4144",
      kind: "myna",
      dialect: "gp-scp03",
      issuerMunicipality: "13101",
      expiry: "20350401",
    });
    const wrapped = await identify(answering("9000", "45034D41449000", "6A88", "6A88"), "juki", "gp-scp03");
    expect(wrapped).to.deep.equal({ cardId: "4D4144", kind: "juki", dialect: "gp-scp03" });
  });

  it("is not known without a card number", async () => {
    expect((await refusal(identify(answering("9000", "6A88"), "myna", "gp-scp03"))).code).to.equal("card.unsupported");
    expect((await refusal(identify(answering("6A82"), "myna", "gp-scp03"))).code).to.equal("card.unsupported");
  });

  it("leaves out a municipality or expiry that is not digits", async () => {
    const odd = await identify(answering("9000", "4D41449000", "31339000", "FFFFFFFF9000"), "myna", "gp-scp03");
    expect(odd).to.not.have.any.keys("issuerMunicipality", "expiry");
  });
});
