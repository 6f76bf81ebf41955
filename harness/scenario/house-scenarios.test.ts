import { readdirSync } from "node:fs";
import { expect } from "chai";
import { loadScenarios } from "./load-scenario.js";
import { packageRoot } from "./package-root.js";

const folder = `${packageRoot}scenarios/`;

describe("The scenarios of the house", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml") && !file.startsWith("fixtures"))
    .sort();

  it("load without a problem, each with an id of its own that says where it stands", () => {
    const loaded = loadScenarios(files.map((file) => folder + file));
    expect(loaded.map(({ scenario: { id } }) => `${id.replaceAll(".", "/")}.yaml`)).to.deep.equal(files);
  });

  it("have the counter flow and its six negatives", () => {
    const wanted = [
      "counter/card-full.yaml",
      "counter/card-pulled.yaml",
      "counter/main-flow.yaml",
      "counter/suspended-card.yaml",
      "counter/wrong-key-delete.yaml",
      "counter/wrong-key-load.yaml",
      "counter/wrong-key-set-area.yaml",
    ];
    expect(files).to.include.members(wanted);
  });

  it("say in each negative what must not reach the card, or what must be left", () => {
    for (const { scenario } of loadScenarios(files.map((file) => folder + file))) {
      const refusals = scenario.steps.filter(({ expect: expected }) => expected?.error !== undefined);
      for (const step of refusals) expect(step.expect?.apdus, `${scenario.id}: ${step.do}`).not.to.equal(undefined);
    }
  });
});
