export { faultErrors } from "./errors.js";
export {
  apduFaults,
  type Fault,
  type FaultInput,
  type FaultKind,
  type FaultOf,
  faultSchema,
  otherFaults,
  parseFault,
} from "./fault.js";
export { type ArmedFault, neverStruck } from "./fault-plan.js";
export { CardPulled, FaultyCard, type FaultyCardOptions } from "./faulty-card.js";
export { ANY_COMMAND, SelectionWatch, Trigger, type TriggerFields, triggerFields } from "./trigger.js";
