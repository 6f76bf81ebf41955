import { expect } from "chai";
import { eraBirth, isCardDate, japaneseEra } from "./calendar.js";
import { individualNumberCheckDigit, isIndividualNumber, verificationCodeB } from "./verification-codes.js";

describe("the card's calendar", () => {
  it("changes the era in the middle of a year, on the day of its proclamation", () => {
    expect(japaneseEra("19800217")).to.deep.equal({ digit: 3, name: "昭和", year: 55 });
    expect(japaneseEra("19261224")).to.include({ name: "大正", year: 15 });
    expect(japaneseEra("19261225")).to.include({ name: "昭和", year: 1 });
    expect(japaneseEra("19890107")).to.include({ name: "昭和", year: 64 });
    expect(japaneseEra("19890108")).to.include({ name: "平成", year: 1 });
    expect(japaneseEra("20190430")).to.include({ name: "平成", year: 31 });
    expect(japaneseEra("20190501")).to.include({ name: "令和", year: 1 });
    expect(() => japaneseEra("18670101")).to.throw("myna.bad-value");
  });

  it("knows the days that there are", () => {
    expect(isCardDate("20240229")).to.equal(true);
    expect(isCardDate("20230229")).to.equal(false);
    expect(isCardDate("20231301")).to.equal(false);
    expect(isCardDate("2023-1-1")).to.equal(false);
  });
});

describe("照合番号 and 個人番号", () => {
  it("builds 照合番号B of the published test card", () => {
    expect(verificationCodeB("19800217", "20350217", "2285")).to.equal("55021720352285");
    expect(eraBirth("20200305")).to.equal("020305");
    expect(() => verificationCodeB("19800217", "20350217", "228")).to.throw("myna.bad-value");
  });

  it("agrees with published 個人番号 on the check digit", () => {
    expect(isIndividualNumber("537686677188")).to.equal(true); // the published test card
    expect(isIndividualNumber("123456789018")).to.equal(true); // worked example of many guides
    expect(isIndividualNumber("123456789012")).to.equal(false);
    expect(isIndividualNumber("12345678901")).to.equal(false);
  });

  it("gives the check digit 0 for the remainders 0 and 1 alike", () => {
    expect(individualNumberCheckDigit("00000000000")).to.equal(0); // remainder 0
    expect(individualNumberCheckDigit("00000010000")).to.equal(5); // 1 x Q5 = 6
    expect(individualNumberCheckDigit("00000000006")).to.equal(0); // 6 x 2 = 12, remainder 1
  });

  it("catches every single wrong digit that the formula can catch", () => {
    const number = "537686677188";
    for (let place = 0; place < 12; place++) {
      const digit = (Number(number[place]) + 1) % 10;
      const wrong = number.slice(0, place) + digit + number.slice(place + 1);
      expect(isIndividualNumber(wrong), `digit ${place}`).to.equal(false);
    }
  });
});
