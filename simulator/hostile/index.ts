export { HOSTILE_KINDS, type HostileKind, type HostileMaterial, hostileCard, hostileTitle } from "./catalogue.js";
export { type Overheard, overhear } from "./forgeries.js";
export { type Answering, type Ask, PosingCard } from "./posing-card.js";
