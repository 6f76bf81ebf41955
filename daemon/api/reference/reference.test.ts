import { readFileSync } from "node:fs";
import { expect } from "chai";
import { methods, notifications } from "../contract/index.js";
import { wireSchema } from "./json-schema.js";
import { referenceFiles, referenceTexts } from "./write.js";

describe("the generated reference of the wire", () => {
  it("is the one that the declarations give now", () => {
    const texts = referenceTexts();
    const hint = "run: node dist/daemon/api/reference/write.js";
    expect(readFileSync(referenceFiles.page, "utf8") === texts.page, `docs/reference/api.md: ${hint}`).to.equal(true);
    expect(readFileSync(referenceFiles.schema, "utf8") === texts.schema, `api.schema.json: ${hint}`).to.equal(true);
  });

  it("has a section for each method and notification, in both languages", () => {
    const { page } = referenceTexts();
    for (const { name, summary } of [...Object.values(methods), ...Object.values(notifications)]) {
      expect(page).to.contain(`### ${name}\n`).and.to.contain(summary.en).and.to.contain(summary.ja);
    }
  });

  it("says in the schema which fields are never logged", () => {
    const schema = wireSchema() as { methods: { name: string; params: { properties: Record<string, unknown> } }[] };
    const login = schema.methods.find(({ name }) => name === "session.login");
    expect(login?.params.properties["password"]).to.include({ sensitive: "secret" });
  });
});
