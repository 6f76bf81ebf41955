import { areaKey, areaSet } from "./area-gates.js";
import { active, cardKindAndMove, notStopped } from "./card-gates.js";
import type { Gate } from "./gate.js";

/** What writing to an application takes of its card: one that works here, in operation, not stopped, its area set and under our key. */
export const ownArea: readonly Gate[] = [cardKindAndMove, active, notStopped, areaKey, areaSet];
