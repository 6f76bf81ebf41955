import { expect } from "chai";
import { killTrial } from "./trial.js";

describe("A daemon that is killed again and again", function () {
  this.timeout(300_000);

  it("has kept every call that it answered, in store and log, ends what it had begun on the cards, and wrote none of its secrets anywhere (R-LOG-05, A-07, A-18, A-32, R-LOG-06, R-PRIV-07, R-AREA-11, X-12, X-32, R-STOP-01, R-STATE-01, R-TUNE-11)", async () => {
    const { problems, answered, caught, early, kills } = await killTrial({ seed: "short", count: 4, terminals: 1 });
    expect(problems).to.deep.equal([]);
    expect(kills).to.equal(4);
    // A trial in which nothing was under way when it was killed would show nothing.
    expect(caught).to.be.greaterThan(early);
    expect(answered).to.be.greaterThan(20);
  });
});
