import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { ageOn, birthdayAfter, cardExpiry, dayInJapan, issueDay } from "./validity.js";

describe("how long a card and its certificates are valid", () => {
  it("counts days in Japan, not at Greenwich", () => {
    expect(dayInJapan(new VirtualClock("2026-03-31T14:59:59Z"))).to.equal("20260331");
    expect(dayInJapan(new VirtualClock("2026-03-31T15:00:00Z"))).to.equal("20260401");
  });

  it("takes cards to be issued on the last 1 April", () => {
    expect(issueDay("20260401")).to.equal("20260401");
    expect(issueDay("20260331")).to.equal("20250401");
  });

  it("ends an adult's card on the tenth birthday after issue, a minor's on the fifth", () => {
    expect(cardExpiry("19850310", "20260401")).to.equal("20360310");
    expect(cardExpiry("19891224", "20260401")).to.equal("20351224");
    expect(cardExpiry("20190501", "20260401")).to.equal("20300501");
    expect(ageOn("20080401", "20260401")).to.equal(18);
    expect(cardExpiry("20080401", "20260401")).to.equal("20360401");
    expect(cardExpiry("20080402", "20260401")).to.equal("20300402");
  });

  it("gives who was born on 29 February a birthday in every year", () => {
    expect(birthdayAfter("20040229", "20260401", 2)).to.equal("20280229");
    expect(birthdayAfter("20040229", "20260401", 5)).to.equal("20310228");
  });
});
