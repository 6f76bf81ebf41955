import { expect } from "chai";
import { methods, notifications } from "../contract/index.js";
import { wireSchema } from "./json-schema.js";
import { apiReference } from "./page.js";

describe("the generated reference of the wire", () => {
  it("has a section for each method and notification, in both languages", () => {
    const page = apiReference();
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
