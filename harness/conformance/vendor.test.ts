import { expect } from "chai";
import { brokenOf, makeTown, PUBLISHED, type Town, tryOut } from "./conformance.fixture.js";
import { readPublished } from "./index.js";
import { VendorSystem } from "./systems/vendor-system.fixture.js";

/** In milliseconds: what is allowed where lateness itself is tried, and how late that is. */
const SHORT = 2_000;
const LATE = 2_300;

describe("the conformance run, against a system written from the published files alone (R-ACT-08, R-IF-03)", function () {
  this.timeout(120_000);
  const published = readPublished(PUBLISHED);
  let town: Town;
  before(async () => {
    town = await makeTown();
  });

  const run = async (breaks?: string) => {
    const server = breaks === "1.1" ? town.misnamed : town.server;
    const system = await VendorSystem.start({
      ...server,
      ca: town.ca,
      lateMs: LATE,
      ...(breaks !== undefined && { breaks }),
    });
    try {
      const short = breaks === "6.1" || breaks === "6.2" ? { published: { ...published, answerMs: SHORT } } : {};
      return { ...(await tryOut(town, system.origin, short)), registered: system.registered };
    } finally {
      await system.close();
    }
  };

  it("finds every clause held, and leaves nobody registered", async () => {
    const result = await run();
    expect(brokenOf(result)).to.deep.equal([]);
    expect(result).to.include({ passed: true, version: "1.0", system: "vendor", registered: 0 });
    expect(result.clauses.map(({ id }) => id)).to.deep.equal(published.clauses.map(({ id }) => id));
  });

  for (const { id, text } of published.clauses) {
    it(`catches a system that breaks ${id} alone by exactly that clause: ${text.en}`, async () => {
      const result = await run(id);
      expect(
        brokenOf(result).map((line) => line.split(" ")[0]),
        brokenOf(result).join("\n"),
      ).to.deep.equal([id]);
      expect(result.passed).to.equal(false);
    });
  }
});
