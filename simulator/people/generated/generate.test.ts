import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { stringify } from "yaml";
import { isMunicipalityCode } from "#card/myna/municipality-code.js";
import { encodeAttributes } from "#card/myna/text-files.js";
import { isIndividualNumber } from "#card/myna/verification-codes.js";
import { composeTexts } from "../images/compose.js";
import { cardName, charactersOf } from "../person.js";
import { findResident, parseResident, residentNames, type TestResident } from "../residents.js";
import { ageOn, birthdayAfter, cardExpiry } from "../validity.js";
import { REFERENCE_DAY } from "./card-history.js";
import { generateResident, generateResidents } from "./generate.js";
import { BUILDINGS, PLACES } from "./places.js";
import { DEFAULT_SHARES, TRAITS, type Trait } from "./traits.js";
import { RARE_FAMILIES } from "./words.js";

const LOT = generateResidents("lot", 2_000);

const traitsOf = ({ id }: TestResident) => id.split("+").slice(1) as (Trait | "plain")[];
const having = (trait: Trait) => LOT.filter((resident) => traitsOf(resident).includes(trait));

describe("generated residents", () => {
  it("are the same for the same seed, others for another, and come again from their id alone", () => {
    expect(generateResidents("lot", 50)).to.deep.equal(LOT.slice(0, 50));
    expect(generateResidents("tol", 50)).not.to.deep.equal(LOT.slice(0, 50));
    for (const resident of LOT.slice(0, 200)) expect(findResident(resident.id)).to.deep.equal(resident);
    const foreign = generateResidents("lot", 5, { shares: { foreign: 1 } });
    for (const resident of foreign) expect(findResident(resident.id)).to.deep.equal(resident);
  });

  it("have well-formed files that read back as they were, with numbers and serials that nobody else has", () => {
    for (const resident of LOT) {
      const again = parseResident(stringify(resident), resident.id);
      expect(again).to.deep.equal(resident);
      expect(isIndividualNumber(resident.individualNumber), resident.id).to.equal(true);
    }
    const everybody = [...LOT, ...residentNames().map((name) => findResident(name))];
    expect(new Set(everybody.map(({ individualNumber }) => individualNumber)).size).to.equal(everybody.length);
    expect(new Set(everybody.map(({ serial }) => serial)).size).to.equal(everybody.length);
  });

  it("have the traits in about the shares asked for, and every trait at all in a lot of usual shares", () => {
    for (const trait of TRAITS) {
      const wanted = trait === "alias" ? DEFAULT_SHARES.foreign * DEFAULT_SHARES.alias : DEFAULT_SHARES[trait];
      const share = having(trait).length / LOT.length;
      expect(share, trait).to.be.within(wanted * 0.5, wanted * 1.6 + 0.01);
    }
    const none = generateResidents("lot", 300, { shares: { minor: 0, foreign: 0 } });
    expect(none.some((resident) => /minor|foreign/.test(resident.id))).to.equal(false);
  });

  it("under 15 have no signature certificate, and all others who were 15 when their certificates were made have one", () => {
    for (const { id, birth, pins, card } of LOT) {
      const minor = id.includes("minor");
      expect(ageOn(birth, REFERENCE_DAY) < 15, id).to.equal(minor);
      expect(pins.sign !== undefined, id).to.equal(ageOn(birth, card!.certificates) >= 15);
    }
    expect(having("minor").every(({ pins }) => pins.sign === undefined)).to.equal(true);
  });

  it("have cards that end on the tenth birthday, a minor's on the fifth, or with a foreign resident's stay", () => {
    for (const { id, birth, card } of LOT) {
      const { issued, expiry, certificates } = card!;
      const full = cardExpiry(birth, issued);
      if (id.includes("foreign")) expect(expiry <= full, id).to.equal(true);
      else expect(expiry, id).to.equal(full);
      expect(issued >= "20160101" && issued > birth && issued < REFERENCE_DAY, `${id} ${issued}`).to.equal(true);
      expect(expiry <= REFERENCE_DAY, `${id} ${expiry}`).to.equal(id.includes("expired"));
      expect(certificates >= issued && certificates <= REFERENCE_DAY, id).to.equal(true);
      if (!id.includes("expired")) expect(birthdayAfter(birth, certificates, 5) > REFERENCE_DAY, id).to.equal(true);
    }
    expect(having("expiring").every(({ card }) => card!.expiry > REFERENCE_DAY && card!.expiry < "20260701")).to.equal(
      true,
    );
  });

  it("live in towns of ours in municipalities whose codes have a right check digit; moved-in ones have a card from another", () => {
    for (const { code } of PLACES) expect(isMunicipalityCode(code), code).to.equal(true);
    for (const resident of LOT) {
      const home = PLACES.find(({ code }) => code.startsWith(resident.municipality))!;
      expect(resident.address.startsWith(home.name), resident.address).to.equal(true);
      const { issuer } = resident.card!;
      expect(issuer !== undefined, resident.id).to.equal(resident.id.includes("moved-in"));
      expect(issuer).not.to.equal(resident.municipality);
    }
    expect(new Set(LOT.map(({ municipality }) => municipality)).size).to.equal(PLACES.length);
  });

  it("live where they are wanted, and move in from elsewhere", () => {
    const some = generateResidents("lot", 40, { municipality: "13102", shares: { "moved-in": 0.5 } });
    expect(new Set(some.map(({ municipality }) => municipality))).to.deep.equal(new Set(["13102"]));
    expect(some.every(({ address }) => address.startsWith("東京都中央区"))).to.equal(true);
    expect(some.filter(({ card }) => card?.issuer === "13102")).to.have.length(0);
    expect(some.some(({ card }) => card?.issuer !== undefined)).to.equal(true);
    for (const resident of some) expect(findResident(resident.id)).to.deep.equal(resident);
  });

  it("with rare characters have each replaced in the certificate by one of JIS X 0208", () => {
    for (const trait of ["rare", "ivs", "gaiji"] as const) {
      const some = having(trait);
      expect(some, trait).not.to.have.length(0);
      for (const resident of some) {
        const [[rare, substitute]] = Object.entries(resident.substitutes) as [[string, string]];
        expect(charactersOf(cardName(resident)), resident.id).to.include(rare);
        expect(charactersOf(substitute)).to.have.length(1);
      }
    }
    const planes = new Set(RARE_FAMILIES.map(({ cell }) => cell?.[0]));
    expect([...planes]).to.have.members(["1", "2", undefined]);
  });

  it("have rare characters of the cells of JIS X 0213 that their words say, none of them in JIS X 0208", function () {
    const script =
      "import json,sys;print(json.dumps([[len(c.encode('euc_jis_2004','ignore'))and c.encode('euc_jis_2004').hex(),len(c.encode('iso2022_jp','ignore'))>0] for c in json.load(sys.stdin)]))";
    const characters = RARE_FAMILIES.map(({ rare }) => rare);
    const run = spawnSync("python3", ["-c", script], { input: JSON.stringify(characters), encoding: "utf8" });
    if (run.error !== undefined || run.status !== 0) return this.skip();
    const told = JSON.parse(run.stdout) as [string | 0, boolean][];
    for (const [index, [octets, in0208]] of told.entries()) {
      // EUC-JIS-2004: 8F before plane 2, then row and cell from A1 up.
      const [plane, row, cell] = octets === 0 ? [] : /^(8f)?(..)(..)$/.exec(octets)!.slice(1);
      const place = (hex?: string) => Number.parseInt(hex ?? "", 16) - 0xa0;
      const name = octets === 0 ? undefined : `${plane === undefined ? 1 : 2}-${place(row)}-${place(cell)}`;
      expect(name, characters[index]).to.equal(RARE_FAMILIES[index]!.cell);
      expect(in0208, characters[index]).to.equal(false);
    }
  });

  it("write foreign names in Latin letters, with an alias where one is wanted", () => {
    for (const resident of having("foreign")) {
      expect(resident.name).to.match(/^[A-Z'-]+( [A-Z'-]+)+$/);
      expect(resident.alias !== undefined, resident.id).to.equal(resident.id.includes("alias"));
    }
    expect(generateResident("x", ["foreign", "rare"]).alias).to.be.a("string");
  });

  it("live in flats that their buildings have: no 20th floor in a house of two", () => {
    const flats = LOT.map(({ address }) => /　(.+?)([０-９]+)号室$/.exec(address)).filter((found) => found !== null);
    expect(flats.length).to.be.above(100);
    for (const [address, name, room] of flats) {
      const number = Number(room!.replace(/[０-９]/g, (digit) => String(digit.codePointAt(0)! - 0xff10)));
      const { floors, flats: each } = BUILDINGS.find((building) => building.name === name)!;
      expect(Math.floor(number / 100), address).to.be.within(1, floors);
      expect(number % 100, address).to.be.within(1, each);
    }
  });

  it("fit the card: all attributes of even the longest name in EF 0002's room, and every character drawn", () => {
    for (const resident of LOT.slice(0, 400)) {
      const { address, birth, sex } = resident;
      const octets = encodeAttributes({ name: cardName(resident), address, birth, sex });
      expect(octets.length, resident.id).to.be.at.most(512);
      composeTexts(resident);
    }
    const longest = generateResident("x", ["long-name", "foreign", "alias"]);
    expect(cardName(longest).length).to.be.above(60);
  });

  const refusals: readonly [string, string][] = [
    ["seed:", "people.bad-seed"],
    ["seed:a b", "people.bad-seed"],
    ["seed:a+tall", "people.bad-seed"],
    ["seed:a+plain+minor", "people.bad-seed"],
    ["seed:../hanako", "people.bad-seed"],
    ["seed:a@99999", "people.bad-seed"],
    ["seed:a@131016", "people.bad-seed"],
  ];
  for (const [name, code] of refusals) {
    it(`are refused by the name ${name}`, () => expect(() => findResident(name)).to.throw(code));
  }

  it("are refused in a share above 1 or a count below 0", () => {
    expect(() => generateResidents("a", 1, { shares: { minor: 12 } })).to.throw("people.bad-shares");
    expect(() => generateResidents("a", -1)).to.throw("people.bad-count");
  });
});
