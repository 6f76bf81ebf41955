import { expect } from "chai";
import { describe, it } from "mocha";
import { errorCatalogue } from "#card/errors/madoguchi-error.js";
import { errorsPage } from "./errors-page.js";

describe("the error catalogue", () => {
  it("says cause and remedy in both languages for every code", async () => {
    await errorsPage();
    const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
    const wanting = errorCatalogue().filter(
      ({ en, ja }) =>
        !japanese.test(ja.cause) || !japanese.test(ja.remedy) || !/[a-z]/.test(en.cause) || !/[a-z]/.test(en.remedy),
    );
    expect(wanting.map(({ code }) => code)).to.deep.equal([]);
  });

  it("has codes of the form family.key only", async () => {
    await errorsPage();
    expect(
      errorCatalogue().filter(({ code }) => !/^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/.test(code)),
    ).to.deep.equal([]);
  });
});
