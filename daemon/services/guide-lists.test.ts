import { expect } from "chai";
import { exampleOf, exampleServices, offeredServices } from "./guide-lists.js";

describe("the guide's two lists of services", () => {
  it("are eleven examples and three offered ones, of which machine and library are interface only (R-SVC-01..11, R-SVC-14, R-IF-01)", () => {
    expect(exampleServices.map(({ mark }) => mark).join(" ")).to.equal(
      "I.1-① I.1-② I.1-③ I.1-④ I.1-⑤ I.1-⑥ I.1-⑦ I.1-⑧ I.1-⑨ I.1-⑩ I.1-⑪",
    );
    expect(offeredServices.map(({ interfaceOnly }) => interfaceOnly)).to.deep.equal([false, true, true]);
  });

  it("map the first three to what the system offers; the rest are municipalities' own (A-27, R-SVC-04)", () => {
    const offered = exampleServices.filter(({ offeredAs }) => offeredAs.length > 0);
    expect(offered.map(({ number, offeredAs }) => `${number} ${offeredAs}`)).to.deep.equal([
      "1 II.4-①,II.4-②",
      "2 II.4-①,II.4-②",
      "3 II.4-③",
    ]);
  });

  it("are open at their end: a twelfth service stands under I.1-⑪ (R-SVC-18)", () => {
    expect(exampleOf(undefined).mark).to.equal("I.1-⑪");
    expect(exampleOf(3).mark).to.equal("I.1-③");
  });
});
