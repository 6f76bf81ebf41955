import { expect } from "chai";
import { z } from "zod";
import { issueWords } from "./issue-words.js";

const words = (schema: z.ZodType, value: unknown): string => issueWords(schema.safeParse(value).error!.issues[0]!);

describe("what a mistake in a file is called", () => {
  it("is the values that would do, of a choice and of a union of numbers", () => {
    expect(words(z.enum(["myna", "juki"]), "mina")).to.equal("one of myna, juki · このいずれかを指定してください");
    expect(words(z.union([z.literal(16), z.union([z.literal(24), z.literal(32)])]), 20)).to.match(
      /^one of 16, 24, 32 · /,
    );
    expect(words(z.literal(true), "yes")).to.equal("only true · true だけを指定できます");
  });

  it("is the kind of value that is wanted, and its limits", () => {
    expect(words(z.string(), 1)).to.match(/^a text is wanted · /);
    expect(words(z.int(), 1.5)).to.match(/^a whole number is wanted · /);
    expect(words(z.strictObject({}), [])).to.match(/^a map of fields is wanted · /);
    expect(words(z.int().min(1), 0)).to.equal("at least 1 · 1以上で指定してください");
    expect(words(z.array(z.int()).max(2), [1, 2, 3])).to.match(/^at most 2 entries · /);
    expect(words(z.strictObject({}), { pin: 1 })).to.match(/^no such field: pin · /);
  });

  it("is the schema's own words where it has some", () => {
    expect(words(z.string().regex(/^a$/, "the letter a"), "b")).to.equal("the letter a");
    expect(words(z.union([z.int(), z.string()], { error: "a number or a text" }), true)).to.equal("a number or a text");
  });

  it("says of a field that is not there that it is missing, also where a choice of values is wanted", () => {
    const [issue] = z.strictObject({ kind: z.union([z.literal(1), z.literal(2)]) }).safeParse({}).error!.issues;
    expect(issueWords(issue!, true)).to.match(/^this field is missing · /);
  });
});
