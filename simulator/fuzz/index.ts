export { CARD_STATES, type CardState } from "./flows.js";
export { type FuzzBench, type FuzzOptions, type FuzzReport, fuzz, fuzzBench, playSequence } from "./fuzz.js";
export { type Authority, Finding, type FindingKind, Oracle, type Step } from "./oracle.js";
export type { Corpus, Sequence } from "./sequence.js";
export { replay, shrink } from "./shrink.js";
export type { Found, WatchedReport } from "./watched/messages.js";
export { type WatchedFuzzOptions, watchedFuzz } from "./watched/watched-fuzz.js";
