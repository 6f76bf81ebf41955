import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import type { RunEvidence } from "../evidence/types.js";
import { TestSecrets } from "../municipality/secrets.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { stackMissing } from "../stack/index.js";
import { runScenarios } from "./run.js";

const folder = join(packageRoot, "scenarios/counter");
const files = readdirSync(folder)
  .sort()
  .map((name) => join(folder, name));

/** What a native file system is sent where the main flow names GlobalPlatform's commands (decision 0007). */
const NATIVE_COMMANDS = [
  ["[PUT KEY, STORE DATA, SET STATUS]", "[PUT DATA]"],
  ['["INSTALL [for load]", LOAD, "INSTALL [for install]"]', "[CREATE FILE, ACTIVATE FILE, UPDATE RECORD]"],
  ["[DELETE]", "[DELETE FILE]"],
] as const;

/** A card's tenant as every list shows it, from the first step to the last. */
const LICENCE =
  '{ aid: "A0000002310600000000000000000000", name: { ja: マイナ免許証, en: driving licence }, owner: unknown, state: installed }';

/** The main flow on another vendor's card. */
function variantFor(profile: string, text: string): string {
  const flow = text.replace("profile: aoba", `profile: ${profile}`).replace("id: counter.main", `id: ${profile}.main`);
  const card = findProfile(profile);
  if (card.dialect !== "iso-fs") {
    if (card.tenants.length === 0) return flow;
    return flow
      .replaceAll("applications: [{", `applications: [${LICENCE}, {`)
      .replaceAll("applications: []", `applications: [${LICENCE}]`);
  }
  return NATIVE_COMMANDS.reduce((variant, [from, to]) => {
    expect(variant).to.include(from);
    return variant.replace(from, to);
  }, flow);
}

/** What went wrong, in one text for the assertion's message. */
function failures({ scenarios }: RunEvidence): string[] {
  return scenarios.flatMap(({ id, steps }) =>
    steps
      .filter(({ outcome }) => outcome === "failed")
      .map(
        ({ index, failure }) => `${id} ${index}: ${failure?.message.en} (${failure?.expected} / ${failure?.actual})`,
      ),
  );
}

describe("The counter flow", function () {
  this.timeout(300_000);

  describe("on the target memory", () => {
    let first: RunEvidence;
    before(async () => {
      first = (await runScenarios({ files, target: "memory" })).evidence;
    });

    it("passes, the main flow and all negatives", () => {
      expect(failures(first)).to.deep.equal([]);
      const outcomes = Object.fromEntries(first.scenarios.map(({ id, outcome }) => [id, outcome]));
      const elsewhere = ["counter.daemon-killed", "counter.pcscd-killed"];
      for (const [id, outcome] of Object.entries(outcomes)) {
        expect(outcome, id).to.equal(elsewhere.includes(id) ? "skipped" : "passed");
      }
      expect(outcomes).to.include.keys(elsewhere);
    });

    it("says of a scenario that cannot run there what is missing", () => {
      const skipped = first.scenarios.find(({ id }) => id === "counter.daemon-killed")!;
      expect(skipped.skipReason?.en).to.equal("this target lacks: daemon-process");
      expect(skipped.steps).to.deep.equal([]);
    });

    it("leaves the same trace when it runs again with the same seed, and another with another seed", async () => {
      const again = (await runScenarios({ files, target: "memory" })).evidence;
      const digests = ({ scenarios }: RunEvidence) => scenarios.map(({ id, digest }) => `${id} ${digest}`);
      expect(digests(again)).to.deep.equal(digests(first));
      const other = (await runScenarios({ files, target: "memory", grep: "main-flow", seed: "another" })).evidence;
      expect(digests(first)).not.to.include(digests(other)[0]);
    });

    it("shows every step's exchanges, messages and audit rows", () => {
      const flow = first.scenarios.find(({ id }) => id === "counter.main-flow")!;
      const load = flow.steps.find(({ action }) => action === "load")!;
      expect(load.apdus.map(({ name }) => name)).to.include.members(["INITIALIZE UPDATE", "LOAD", "STORE DATA"]);
      expect(load.frames.map(({ kind }) => kind)).to.include.members(["request", "answer"]);
      expect(load.audit.map(({ event }) => event)).to.include("cardApps.load");
    });

    it("keeps every secret out of the evidence", () => {
      const text = JSON.stringify(first);
      for (const file of files) {
        const { scenario, municipality } = loadScenario(file);
        const secrets = new TestSecrets(scenario.fixtures.seed);
        for (const operator of Object.keys(municipality.operators))
          expect(text).not.to.include(secrets.password(operator));
        expect(text).not.to.include(toHex(secrets.areaMaster("own")));
        for (const service of Object.keys(municipality.services)) {
          expect(text).not.to.include(toHex(secrets.serviceMaster(service)));
        }
      }
      expect(text).not.to.include('"2580"').and.not.to.include("32353830");
    });
  });

  it("passes on every vendor's card (R-CARD-04, R-CARD-05)", async () => {
    const text = readFileSync(join(folder, "main-flow.yaml"), "utf8");
    const directory = mkdtempSync(join(tmpdir(), "madoguchi-scenario-"));
    try {
      const variants = profileNames().map((profile) => {
        const file = join(directory, `${profile}.yaml`);
        writeFileSync(file, variantFor(profile, text));
        return file;
      });
      expect(variants.length).to.be.greaterThan(1);
      const { evidence } = await runScenarios({ files: variants, target: "memory" });
      expect(failures(evidence)).to.deep.equal([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("fails where the product does not do what a scenario says, and tells the line", async () => {
    const directory = mkdtempSync(join(tmpdir(), "madoguchi-scenario-"));
    try {
      const file = join(directory, "lie.yaml");
      const lie = readFileSync(join(folder, "suspended-card.yaml"), "utf8").replace(
        "status: suspended",
        "status: active",
      );
      writeFileSync(file, lie);
      const { passed, evidence } = await runScenarios({ files: [file], target: "memory" });
      expect(passed).to.equal(false);
      const failed = evidence.scenarios[0]!.steps.find(({ outcome }) => outcome === "failed")!;
      expect(failed.failure).to.include({ expected: "gate.card-not-active", file });
      expect(lie.split("\n")[failed.failure!.line - 1]).to.include("do: load");
      expect(evidence.scenarios[0]!.steps.at(-1)).to.include({ outcome: "skipped" });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("passes on a real pcscd, with the daemon as a process of its own", async function () {
    const missing = stackMissing();
    if (missing !== undefined) {
      console.warn(`    SKIPPED, nothing was tested: ${missing}`);
      return this.skip();
    }
    const { evidence } = await runScenarios({ files, target: "vpcd" });
    expect(failures(evidence)).to.deep.equal([]);
    expect(evidence.scenarios.map(({ outcome }) => outcome)).to.deep.equal(files.map(() => "passed"));
  });
});
