import { dirname, resolve } from "node:path";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { findProfile } from "#simulator/profiles/index.js";
import { scenarioErrors } from "./errors.js";
import { type MunicipalityFixture, municipalitySchema } from "./municipality.js";
import { packageRoot } from "./package-root.js";
import { checkYaml, readText } from "./read-yaml.js";
import { isKnownRequirement } from "./requirement-ids.js";
import { type Scenario, scenarioSchema } from "./schema.js";
import type { ScenarioStep } from "./steps.js";

/** A scenario with what it stands on and where its steps are written. */
export interface LoadedScenario {
  readonly file: string;
  readonly scenario: Scenario;
  readonly municipality: MunicipalityFixture;
  /** The second municipality on the same daemon. */
  readonly neighbour?: MunicipalityFixture;
  /** Line of each step, in order, teardown behind the steps. */
  readonly lines: readonly number[];
}

export type ScenarioCheck =
  | { readonly loaded: LoadedScenario; readonly problems: readonly [] }
  | { readonly loaded?: never; readonly problems: readonly MadoguchiError[] };

/** Reads the fixture of a municipality. Throws the first problem. */
export function loadMunicipality(file: string): MunicipalityFixture {
  const { value, problems } = checkYaml(readText(file), file, municipalitySchema);
  if (value === undefined) throw problems[0]!;
  return value;
}

/** The municipalities of a scenario, its own first. Operators and services of both have different names. */
export function townsOf({
  municipality,
  neighbour,
}: Pick<LoadedScenario, "municipality" | "neighbour">): readonly MunicipalityFixture[] {
  return neighbour === undefined ? [municipality] : [municipality, neighbour];
}

function namesUsed(step: ScenarioStep, towns: readonly MunicipalityFixture[], cards: Scenario["fixtures"]["cards"]) {
  const names = (of: "services" | "operators") => towns.flatMap((town) => Object.keys(town[of]));
  const used: { field: string; name: string; declared: readonly string[] }[] = [];
  if ("card" in step) used.push({ field: "card", name: step.card, declared: Object.keys(cards) });
  if ("service" in step) used.push({ field: "service", name: step.service, declared: names("services") });
  if ("former" in step) used.push({ field: "former", name: step.former, declared: Object.keys(cards) });
  if (step.fault?.kind === "swap") {
    used.push({ field: "fault", name: step.fault.card, declared: Object.keys(cards) });
  }
  if ("operator" in step) {
    used.push({ field: "operator", name: step.operator, declared: names("operators") });
  }
  return used.filter((use) => !use.declared.includes(use.name));
}

/** Path of a fixture's vendor file, from the place of the scenario; undefined for a profile of the house. */
function vendorFile(file: string, profile: string): string | undefined {
  return profile.endsWith(".yaml") ? resolve(dirname(file), profile) : undefined;
}

/** Checks the text of a scenario file wholly: its shape, its requirement ids, and every name that its steps use. */
export function checkScenario(text: string, file: string): ScenarioCheck {
  const { value: scenario, problems, place } = checkYaml(text, file, scenarioSchema);
  if (scenario === undefined) return { problems };
  const found: MadoguchiError[] = [];
  const at = (key: "unknown-requirement" | "unknown-name", path: readonly PropertyKey[], problem: string) =>
    found.push(scenarioErrors.error(key, { file, ...place(path), path: path.join("."), problem }));

  scenario.requirements.forEach((id, index) => {
    if (!isKnownRequirement(id)) at("unknown-requirement", ["requirements", index], id);
  });
  const town = (field: "municipality" | "neighbour"): MunicipalityFixture | undefined => {
    const fixture = scenario.fixtures[field];
    if (fixture === undefined) return undefined;
    try {
      return loadMunicipality(`${packageRoot}scenarios/fixtures/${fixture}.yaml`);
    } catch (error) {
      if (!scenarioErrors.is(error, "unreadable")) throw error;
      at("unknown-name", ["fixtures", field], fixture);
      return undefined;
    }
  };
  const municipality = town("municipality");
  const neighbour = town("neighbour");
  for (const part of ["steps", "teardown"] as const) {
    scenario[part].forEach((step, index) => {
      step.requirements?.forEach((id, n) => {
        if (!isKnownRequirement(id)) at("unknown-requirement", [part, index, "requirements", n], id);
      });
      if (municipality === undefined) return;
      for (const use of namesUsed(
        step,
        townsOf({ municipality, ...(neighbour && { neighbour }) }),
        scenario.fixtures.cards,
      )) {
        at("unknown-name", [part, index, use.field], `${use.name} (declared: ${use.declared.join(", ")})`);
      }
    });
  }
  if (municipality !== undefined) {
    for (const [card, { applications, issuedBy }] of Object.entries(scenario.fixtures.cards)) {
      const issuer = issuedBy === "own" ? municipality : neighbour;
      if (issuer === undefined) at("unknown-name", ["fixtures", "cards", card, "issuedBy"], issuedBy);
      applications.forEach((service, index) => {
        if (issuer !== undefined && issuer.services[service] === undefined) {
          at("unknown-name", ["fixtures", "cards", card, "applications", index], service);
        }
      });
    }
  }
  const cards: Scenario["fixtures"]["cards"] = {};
  for (const [card, fixture] of Object.entries(scenario.fixtures.cards)) {
    const profile = vendorFile(file, fixture.profile);
    cards[card] = { ...fixture, profile: profile ?? fixture.profile };
    if (profile === undefined) continue;
    try {
      findProfile(profile);
    } catch (error) {
      if (!isMadoguchiError(error)) throw error;
      at("unknown-name", ["fixtures", "cards", card, "profile"], error.message);
    }
  }
  if (found.length > 0 || municipality === undefined) return { problems: found };
  const fixtures = { ...scenario.fixtures, cards };
  const lines = (["steps", "teardown"] as const).flatMap((part) =>
    scenario[part].map((_, index) => place([part, index]).line),
  );
  const towns = neighbour === undefined ? { municipality } : { municipality, neighbour };
  return { loaded: { file, scenario: { ...scenario, fixtures }, ...towns, lines }, problems: [] };
}

/** Reads a scenario file. Throws the first problem; `checkScenario` gives them all. */
export function loadScenario(file: string): LoadedScenario {
  const { loaded, problems } = checkScenario(readText(file), file);
  if (loaded === undefined) throw problems[0]!;
  return loaded;
}

/** Reads several files; two scenarios of one id are refused. */
export function loadScenarios(files: readonly string[]): readonly LoadedScenario[] {
  const seen = new Map<string, string>();
  return files.map((file) => {
    const loaded = loadScenario(file);
    const { id } = loaded.scenario;
    const first = seen.get(id);
    if (first !== undefined)
      throw scenarioErrors.error("duplicate-id", { file, line: 1, column: 1, problem: id, first });
    seen.set(id, file);
    return loaded;
  });
}
