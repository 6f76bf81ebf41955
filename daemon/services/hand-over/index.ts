export { handOverPart } from "./hand-over-part.js";
export { endUse, tellSystems } from "./notices.js";
export { Outbox, readAddressees } from "./outbox.js";
export type { HandOverPort } from "./port.js";
export { type HandOver, type HandOverOutcome, queueHandOver, systemNumber } from "./queue.js";
