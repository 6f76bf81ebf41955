import { readFileSync } from "node:fs";
import { expect } from "chai";
import { isIndividualNumber } from "#card/myna/verification-codes.js";
import { findResident, PEOPLE_FOLDER, parseResident, residentNames } from "./residents.js";

const hanako = readFileSync(`${PEOPLE_FOLDER}residents/hanako.yaml`, "utf8");

describe("the test residents", () => {
  it("are all well-formed, with numbers, serials and codes that nobody else has", () => {
    const all = residentNames().map((name) => findResident(name));
    expect(all.map(({ id }) => id)).to.include.members(["hanako", "taro", "john", "mirai", "yone", "jiro"]);
    for (const resident of all) expect(isIndividualNumber(resident.individualNumber), resident.id).to.equal(true);
    expect(new Set(all.map((resident) => resident.individualNumber)).size).to.equal(all.length);
    expect(new Set(all.map((resident) => resident.serial)).size).to.equal(all.length);
  });

  it("tell who is there when a name is not", () => {
    expect(() => findResident("nobody")).to.throw(/people\.unknown.*hanako/);
    expect(() => findResident("../residents/hanako")).to.throw("people.unknown");
  });

  it("stand with their PINs and codes on the page that tells how to use the card, in both languages", () => {
    const page = readFileSync(`${PEOPLE_FOLDER}../../docs/how-to/use-the-virtual-card.md`, "utf8");
    for (const { id, pins, individualNumber, securityCode } of residentNames().map((name) => findResident(name))) {
      const { auth, sign = "–", text, juki, common } = pins;
      const cells = [auth, sign, text, juki, common, individualNumber, securityCode].join(" | ");
      const rows = page.split("\n").filter((line) => line.startsWith(`| \`${id}\` |`) && line.endsWith(`| ${cells} |`));
      expect(rows, id).to.have.length(2);
    }
  });

  const refusals: readonly [string, string, string, string][] = [
    ["a wrong check digit", "999990001011", "999990001012", "line=9, column=19, place=individualNumber"],
    [
      "a number that could be a real person's",
      '"999990001011"',
      '"123456789018"',
      "line=9, column=19, place=individualNumber",
    ],
    ["a day that is none", "19850310", "19850230", "line=7, column=8, place=birth"],
    ["a password of small letters", "ABC123", "abc123", "place=pins.sign"],
    ["digits without quotes", '"4821"', "4821", "place=securityCode"],
    ["a key that nobody knows", "kana:", "kanji:", "problem="],
    ["broken YAML", "title: {", "title: {{", "line="],
  ];
  for (const [what, from, to, place] of refusals) {
    it(`refuse ${what} and name the place`, () => {
      expect(() => parseResident(hanako.replace(from, to), "hanako.yaml")).to.throw(place);
      expect(() => parseResident(hanako.replace(from, to), "hanako.yaml")).to.throw("people.bad-file");
    });
  }
});
