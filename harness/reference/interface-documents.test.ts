import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect } from "chai";
import { describe, it } from "mocha";
import { handOverMessage } from "#daemon/api/contract/hand-over-message.js";
import { clauses, refusal, systemDescription, userState } from "#daemon/api/contract/interface/index.js";
import { interfaceDocuments } from "#daemon/api/reference/interface/documents.js";

const GOOD = {
  ...{ interface: "1.0", id: "m-1", service: "booking", number: "N-1", sequence: 1, kind: "registered" },
  ...{ date: "2026-04-06", fields: { name: "窓口　花子" } },
};
const STOP = { ...GOOD, kind: "stopped", fields: undefined };

/** Messages, right and wrong: code and published schema must say the same of each. */
const MESSAGES: readonly (readonly [string, object])[] = [
  ["a registration", GOOD],
  ["one without fields", { ...GOOD, fields: undefined }],
  ["a stop", STOP],
  ["a stop with fields", { ...STOP, fields: {} }],
  ["an unknown kind", { ...GOOD, kind: "promoted" }],
  ["another version", { ...GOOD, interface: "0.9" }],
  ["no version", { ...GOOD, interface: undefined }],
  ["one member more", { ...GOOD, card: "8192" }],
  ["a sequence of nought", { ...GOOD, sequence: 0 }],
  ["a sequence in words", { ...GOOD, sequence: "1" }],
  ["no day", { ...GOOD, date: "2026-13-40" }],
  ["a number with a blank", { ...GOOD, number: "N 1" }],
  ["a field that is no text", { ...GOOD, fields: { name: 7 } }],
  ["a field of a strange name", { ...GOOD, fields: { "a b": "x" } }],
];

const documents = interfaceDocuments();
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema(documents["messages.schema.json"] as object, "messages");
const published = (name: string) => ajv.getSchema(`messages#/$defs/${name}`)!;

describe("the published interface of business systems (R-IF-04)", () => {
  for (const file of Object.keys(documents).filter((name) => name.endsWith(".openapi.json"))) {
    it(`is OpenAPI 3.1 by its own schema: ${file}`, async () => {
      const copy = () => structuredClone(documents[file]) as Record<string, unknown>;
      const { valid, errors } = await new Validator().validate(copy());
      expect(valid, JSON.stringify(errors)).to.equal(true);
      expect((await new Validator().validate({ ...copy(), paths: [] })).valid).to.equal(false);
    });
  }

  for (const [what, message] of MESSAGES) {
    it(`says of ${what} what the code says of it`, () => {
      const sent = JSON.parse(JSON.stringify(message)) as object;
      expect(published("handOver")(sent)).to.equal(handOverMessage.safeParse(sent).success);
    });
  }

  it("takes a description, a state and a refusal, and none with a member more", () => {
    const about = { interface: "madoguchi.business-system", versions: ["1.0"], system: "s", role: "own", fields: [] };
    const state = { number: "N-1", sequence: 1, registered: true, ended: false, stopped: false, fields: {} };
    const cases = [
      ["description", systemDescription, about],
      ["userState", userState, state],
      ["refusal", refusal, { code: "malformed", place: "kind" }],
    ] as const;
    for (const [name, schema, value] of cases) {
      expect([published(name)(value), schema.safeParse(value).success], name).to.deep.equal([true, true]);
      const more = { ...value, more: 1 };
      expect([published(name)(more), schema.safeParse(more).success], name).to.deep.equal([false, false]);
    }
  });

  it("is the same interface for libraries, and marks library and machine as interface only (R-IF-01, R-VEND-04, R-LIB-06)", () => {
    const of = (name: string) => documents[name] as { info: Record<string, unknown>; paths: object };
    const own = of("business-system.openapi.json");
    const library = of("library.openapi.json");
    expect(library.paths).to.deep.equal(own.paths);
    expect(
      [library, of("automatic-machine.openapi.json"), own].map(({ info }) => info["x-interface-only"]),
    ).to.deep.equal([true, true, undefined]);
  });

  it("lets a business system call its card application and ask for the state of an ID, and nothing of an operator's", () => {
    const { methods } = documents["access.schema.json"] as { methods: object };
    expect(Object.keys(methods)).to.include.members(["access.open", "access.transmit", "serviceIds.state"]);
    expect(Object.keys(methods).filter((name) => /^(cardApps|stops|residents|users)\./.test(name))).to.deep.equal([]);
  });

  it("numbers each clause once, in both languages, positive and negative", () => {
    expect(new Set(clauses.map(({ id }) => id)).size).to.equal(clauses.length);
    expect(clauses.filter(({ text }) => text.en === "" || text.ja === "")).to.deep.equal([]);
    expect(new Set(clauses.map(({ tries }) => tries))).to.deep.equal(new Set(["right", "wrong"]));
  });
});
