export { CardPulled, FaultyCard } from "./faulty-card.js";
export { faultErrors, type LinkFault, type LinkFaultKind, LinkFaults } from "./link-faults.js";
