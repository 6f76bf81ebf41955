import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { answering } from "./answering-link.fixture.js";
import { identify } from "./identify.js";

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

  it("takes no card for known whose number is empty or without end", async () => {
    for (const cin of ["4500", `457F${"00".repeat(127)}`]) {
      const error = await refusal(identify(answering("9000", `${cin}9000`), "myna", "gp-scp03"));
      expect(error.code).to.equal("card.unsupported");
    }
  });
});
