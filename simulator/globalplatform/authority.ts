import { LifeCycle, Privilege } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { demand, required } from "../content-management/refusal.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** True for the issuer security domain: it belongs to itself. */
export function isIssuerDomain(element: RegistryElement): boolean {
  return element.id === element.domain;
}

/** Demands that a domain may change the card's content (GlobalPlatform 2.3.1, 9.1.3): its privilege, its state, the card's state. */
export function demandManager(registry: Registry, domain: RegistryElement): void {
  demand((domain.privileges & Privilege.AUTHORIZED_MANAGEMENT) !== 0, SW.CONDITIONS);
  demand(isIssuerDomain(domain) || domain.state === LifeCycle.PERSONALIZED, SW.CONDITIONS);
  demandUnlockedCard(registry);
}

/** Privileges over others: a domain can hand on only those that it has itself. */
const OVER_OTHERS =
  Privilege.CARD_LOCK |
  Privilege.CARD_TERMINATE |
  Privilege.AUTHORIZED_MANAGEMENT |
  Privilege.GLOBAL_DELETE |
  Privilege.GLOBAL_LOCK |
  Privilege.GLOBAL_REGISTRY;

/** Demands that a domain may give these privileges away. Card Reset is the issuer's for good: no other is selected by default. */
export function demandGrantable(acting: RegistryElement, privileges: number): void {
  demand((privileges & Privilege.CARD_RESET) === 0, SW.FUNCTION_NOT_SUPPORTED);
  demand((privileges & ~acting.privileges & OVER_OTHERS) === 0, SW.CONDITIONS);
}

/** Demands that the card is neither locked nor terminated (5.1.1). */
export function demandUnlockedCard(registry: Registry): void {
  const state = cardState(registry);
  demand(state !== LifeCycle.CARD_LOCKED && state !== LifeCycle.CARD_TERMINATED, SW.CONDITIONS);
}

/** Life cycle of the card: that of its issuer security domain. */
export function cardState(registry: Registry): number {
  for (const element of registry.elements.values()) if (isIssuerDomain(element)) return element.state;
  return LifeCycle.CARD_TERMINATED;
}

/** The element with this AID, which must stand under the domain's authority: 6A88 when it is not there, 6985 when it is another's. */
export function demandOwn(registry: Registry, domain: RegistryElement, aid: Uint8Array): RegistryElement {
  const element = required(registry.find(aid), SW.REFERENCE_NOT_FOUND);
  demand(registry.isWithin(element, domain.id), SW.CONDITIONS);
  return element;
}
