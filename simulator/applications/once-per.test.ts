import { expect } from "chai";
import { oncePer } from "./once-per.js";

describe("a result that is made once for each argument", () => {
  it("is the same for the same argument, and another for another that looks alike", () => {
    const made: number[] = [];
    const double = oncePer(({ value }: { readonly value: number }) => {
      made.push(value);
      return { value: 2 * value };
    });
    const [one, alike] = [{ value: 1 }, { value: 1 }];
    expect(double(one)).to.equal(double(one));
    expect(double(alike)).to.not.equal(double(one));
    expect(double(alike)).to.deep.equal({ value: 2 });
    expect(made).to.deep.equal([1, 1]);
  });
});
