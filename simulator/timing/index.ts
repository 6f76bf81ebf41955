export { TimedCard } from "./timed-card.js";
export { ASSUMED_TIMING, type Timing, timingFacts } from "./timing.js";
