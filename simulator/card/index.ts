export { type CardIssuance, PUBLIC_SETTING_MASTER } from "./content-management.js";
export { type CardOptions, createCard } from "./create-card.js";
export { stateErrors } from "./errors.js";
export { driverFor, issueCard, type PresetArea } from "./issue-card.js";
export { SimulatedCard } from "./simulated-card.js";
export type { Durability } from "./state-file.js";
