import { expect } from "chai";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { areaName, errorWordedFor } from "./area-name.js";
import { cardErrors } from "./card-errors.js";

describe("the name of the area by kind of card (R-CARD-03)", () => {
  it("is 独自利用領域 on a Juki card", () => {
    expect([areaName("myna").ja, areaName("juki").ja]).to.deep.equal(["地域住民向け領域", "独自利用領域"]);
  });

  it("is used in every error of a Juki card, whose code and details stay", () => {
    for (const key of ["area-already-set", "area-not-set", "no-space"] as const) {
      const error = cardErrors.error(key, { sw: "6A84" });
      const told = errorWordedFor("juki", error) as MadoguchiError;
      expect(error.row.ja.cause).to.contain("地域住民向け領域");
      expect(told.row.ja.cause).to.contain("独自利用領域").and.not.contain("地域住民向け領域");
      expect(told.message).to.contain("Juki card").and.contain("sw=6A84");
      expect(told).to.include({ code: error.code, cause: error });
      expect(cardErrors.is(told, key)).to.equal(true);
    }
  });

  it("leaves errors of a My Number card, and what is no error of ours, as they are", () => {
    const error = cardErrors.error("no-space");
    expect(errorWordedFor("myna", error)).to.equal(error);
    const other = new Error("other");
    expect(errorWordedFor("juki", other)).to.equal(other);
  });
});
