export { handOverPart } from "./hand-over-part.js";
export { endUse, type Told, tellSystems } from "./notices.js";
export { Outbox, readAddressees } from "./outbox.js";
export type { HandOverPort } from "./port.js";
export { type HandOver, type HandOverOutcome, queueHandOver, systemNumber } from "./queue.js";
