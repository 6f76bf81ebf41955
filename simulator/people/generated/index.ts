export { REFERENCE_DAY } from "./card-history.js";
export { type GenerationOptions, generateResident, generateResidents } from "./generate.js";
export { DEFAULT_SHARES, TRAITS, type Trait, type TraitShares } from "./traits.js";
