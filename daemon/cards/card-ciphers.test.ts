import { expect } from "chai";
import { dialectTable } from "#card/region/index.js";
import { allowedRows, cardCiphers } from "./card-ciphers.js";

describe("the ciphers of channels to cards", () => {
  it("leave every row of the table, or all but the legacy cards' once Triple DES is struck out (R-CRYPT-02, A-26)", () => {
    expect(allowedRows(dialectTable, true)).to.deep.equal(dialectTable);
    const struck = allowedRows(dialectTable, false);
    expect(struck.length).to.be.lessThan(dialectTable.length);
    expect(struck.map(({ model }) => model.dialect)).to.not.include("gp-scp02");
    expect(struck).to.deep.equal(dialectTable.filter(({ model }) => model.dialect !== "gp-scp02"));
  });

  it("name an edition, and Triple DES as an exception and nowhere else", () => {
    expect(cardCiphers.edition).to.match(/CRYPTREC.*\d{4}-\d{2}-\d{2}$/);
    expect(JSON.stringify(cardCiphers.recommended)).to.not.match(/DES/);
    expect(cardCiphers.exceptions.map(({ dialect }) => dialect)).to.deep.equal(["gp-scp02"]);
  });
});
