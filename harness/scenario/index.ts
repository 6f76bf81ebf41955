export { scenarioErrors } from "./errors.js";
export type { Expectation, ScenarioFault, ScenarioFaultInput } from "./expectations.js";
export { scenarioJsonSchema } from "./json-schema.js";
export { checkScenario, type LoadedScenario, loadMunicipality, loadScenario, loadScenarios } from "./load-scenario.js";
export type { MunicipalityFixture, ServiceFixture } from "./municipality.js";
export type { CardFixture, Scenario } from "./schema.js";
export type { ActionName, ScenarioStep, StepOf } from "./steps.js";
