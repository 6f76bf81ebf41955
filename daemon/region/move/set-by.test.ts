import { expect } from "chai";
import type { CardKind } from "#card/region/card-driver.js";
import { municipalitiesOf } from "../../municipalities/municipalities.js";
import { beyondContinuation, compareVersions, parseSetBy } from "./set-by.js";
import { standingOf } from "./standing.js";

describe("the version that set an area", () => {
  it("is read from the forms that are known", () => {
    for (const [text, system, version] of [
      ["7.2.1", "standard", [7, 2, 1]],
      ["7.10.0", "standard", [7, 10, 0]],
      ["Ver7.2.1", "standard", [7, 2, 1]],
      ["Ver.7.2.1", "standard", [7, 2, 1]],
      ["Ver. 7.2.1", "standard", [7, 2, 1]],
      ["ver 6.0.12", "standard", [6, 0, 12]],
      ["Madoguchi 0.1.0", "madoguchi", [0, 1, 0]],
      ["Madoguchi 1.2.3-rc.1", "madoguchi", [1, 2, 3]],
    ] as const) {
      expect(parseSetBy(text), text).to.deep.equal({ system, version });
    }
  });

  const malformed = [
    ["", " ", "7", "7.2", "7.2.1.0", "v7.2.1", "7.2.1 ", " 7.2.1", "7,2,1", "7.2.x", "07.2.1", "7.02.1", "7.2.01"],
    [
      "-7.2.1",
      "+7.2.1",
      "7.-2.1",
      "1e3.0.0",
      "0x7.2.1",
      "7.2.1a",
      "7.2.1-beta",
      "７.２.１",
      "123456.0.0",
      "..",
      "7..1",
    ],
    ["madoguchi 1.0.0", "Madoguchi", "Madoguchi 1", "Madoguchi 1.0", "Madoguchi-1.0.0", "Madoguchi 1.0.0\n"],
    ["madoguchi-harness 1.0.0", "Other 9.9.9", "Ver", "Version 7.2.1", "7.2.1 7.10.0", "9".repeat(48), "NaN.NaN.NaN"],
  ].flat();
  it("is unknown, never guessed at, in any other form", () => {
    for (const text of malformed) expect(parseSetBy(text), JSON.stringify(text)).to.deep.equal({ system: "unknown" });
    expect(malformed).to.have.length.greaterThan(35);
  });

  it("is compared number by number", () => {
    const inOrder = ["6.99.99", "7.1.9", "7.2.0", "7.2.1", "7.2.2", "7.3.0", "7.10.0", "10.0.0"].map((text) => {
      const by = parseSetBy(text);
      if (by.system === "unknown") throw new Error(text);
      return by.version;
    });
    for (const [i, left] of inOrder.entries()) {
      for (const [j, right] of inOrder.entries()) {
        expect(Math.sign(compareVersions(left, right)), `${left} ${right}`).to.equal(Math.sign(i - j));
      }
    }
  });
});

describe("the cut-off of the move continuation (X-14, R-MOVE-03, R-MOVE-04, R-MOVE-08)", () => {
  const home = "13101";
  const municipalities = municipalitiesOf([
    { code: home, predecessors: [{ code: "13901", name: "former", areaKeys: [] }] },
  ]);
  const refused = ["7.1.9", "7.2.0", "7.2.1", "unknown"];
  const standing = (kind: CardKind, setBy: string, municipality: string) => {
    const area = { state: "set", municipality, keyId: "K1", generation: 1, setBy } as const;
    return standingOf(home, { cardId: "01", kind, dialect: "gp-scp03" }, { area }, municipalities);
  };
  for (const kind of ["myna", "juki"] as const) {
    for (const setBy of ["7.1.9", "7.2.0", "7.2.1", "7.2.2", "7.10.0", "unknown"]) {
      for (const where of ["home", "moved", "merged"] as const) {
        const cut = kind === "juki" && where === "moved" && refused.includes(setBy);
        it(`${kind} card set by ${setBy}, ${where}: ${cut ? "refused" : where === "moved" ? "can continue" : "at home"}`, () => {
          const code = { home, moved: "13102", merged: "13901" }[where];
          expect(standing(kind, setBy, code)).to.deep.equal(
            where === "moved" ? { at: "elsewhere", from: "13102", canContinue: !cut } : { at: "home" },
          );
        });
      }
    }
  }

  it("refuses a moved Juki card whose area nobody set, and never asks a My Number card", () => {
    expect(beyondContinuation("juki", undefined)).to.equal(true);
    expect(beyondContinuation("myna", undefined)).to.equal(false);
    const identity = { cardId: "01", dialect: "gp-scp03", issuerMunicipality: "13102" } as const;
    const listing = { area: { state: "not-set" } } as const;
    for (const kind of ["juki", "myna"] as const) {
      expect(standingOf(home, { ...identity, kind }, listing, municipalities)).to.deep.equal({
        at: "elsewhere",
        from: "13102",
        canContinue: kind === "myna",
      });
    }
  });

  it("takes an area that another of our systems set for a later one", () => {
    expect(beyondContinuation("juki", "Madoguchi 0.1.0")).to.equal(false);
  });
});
