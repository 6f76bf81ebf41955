import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { generateResidents, parseResident } from "#simulator/people/index.js";
import { peopleText } from "./people.js";

describe("madoguchi people", () => {
  const residents = generateResidents("cli", 5);

  it("prints YAML documents, each of which is a resident's file", () => {
    const documents = parseAllDocuments(peopleText(residents, "yaml"));
    expect(documents.map((document) => parseResident(String(document), "stdout"))).to.deep.equal(residents);
  });

  it("prints a line of JSON for each", () => {
    const lines = peopleText(residents, "json").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).to.deep.equal(residents.map(({ id }) => id));
  });
});
