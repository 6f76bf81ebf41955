import type { Delete, SetStatus } from "#card/globalplatform/commands/index.js";
import { LifeCycle } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { demand, required } from "../content-management/refusal.js";
import { cardState, demandManager, demandOwn, demandUnlockedCard, isIssuerDomain } from "./authority.js";
import type { Instances } from "./instances.js";
import { KeySets } from "./key-sets.js";
import type { Registry } from "./registry.js";
import { isFromIssuance, type RegistryElement } from "./registry-element.js";

/** DELETE of card content (GlobalPlatform 2.3.1, 9.5 and 11.2). */
export function deleteContent(
  registry: Registry,
  instances: Instances,
  acting: RegistryElement,
  command: Delete & { readonly object: "card-content" },
): void {
  demandManager(registry, acting);
  const element = demandOwn(registry, acting, command.aid);
  // A domain cannot delete itself, and the domains that the card was issued with stay.
  demand(element.id !== acting.id && !isIssuerDomain(element) && !isFromIssuance(element), SW.CONDITIONS);
  const related = element.kind === "load-file" ? registry.instancesOf(element.id) : [];
  demand(related.length === 0 || command.related, SW.CONDITIONS);
  demand(
    related.every((instance) => registry.isWithin(instance, acting.id)),
    SW.CONDITIONS,
  );
  demand(element.kind !== "domain" || registry.below(element.id).length === 0, SW.CONDITIONS);
  registry.change((write) => {
    for (const { id } of [...related, element]) {
      registry.remove(id, write);
      instances.drop(id);
    }
  });
}

/** DELETE of a key version: the last one of a domain stays, or nobody could ever open it again. */
export function deleteKeys(registry: Registry, acting: RegistryElement, command: Delete & { object: "key" }): void {
  demandUnlockedCard(registry);
  demand(command.keyId === undefined, SW.FUNCTION_NOT_SUPPORTED);
  const sets = new KeySets(registry.nvm, acting.id);
  const all = sets.all();
  const kept = all.filter((keys) => keys.version !== command.keyVersion);
  demand(kept.length < all.length, SW.REFERENCE_NOT_FOUND);
  demand(kept.length > 0, SW.CONDITIONS);
  registry.change((write) => sets.store(kept, write));
}

/** SET STATUS (11.10). */
export function changeStatus(registry: Registry, acting: RegistryElement, command: SetStatus): void {
  if (command.scope === "card") {
    changeCardStatus(registry, acting, command.state);
    return;
  }
  demandUnlockedCard(registry);
  const element = demandOwn(registry, acting, command.aid);
  demand(element.kind !== "load-file" && !isIssuerDomain(element), SW.REFERENCE_NOT_FOUND);
  const together = command.scope === "domain-and-applications";
  demand(!together || element.kind === "domain", SW.REFERENCE_NOT_FOUND);
  const below = together ? registry.below(element.id).filter(({ kind }) => kind !== "load-file") : [];
  const changes = [element, ...below].map(({ id, ...one }) => ({
    id,
    state: nextState(registry, { id, ...one }, command),
  }));
  registry.change((write) => {
    for (const { id, state } of changes) registry.setState(id, state, write);
  });
}

/** The state that SET STATUS leads to (5.3.1.4, 5.3.2): lock, unlock, or a domain's step to PERSONALIZED. */
function nextState(registry: Registry, element: RegistryElement, command: SetStatus): number {
  const { state } = element;
  if ((command.state & LifeCycle.LOCKED) !== 0) return state | LifeCycle.LOCKED;
  if ((state & LifeCycle.LOCKED) !== 0) return state & ~LifeCycle.LOCKED;
  if (command.state === state || command.scope === "domain-and-applications") return state;
  const personalizes = element.kind === "domain" && command.state === LifeCycle.PERSONALIZED;
  demand(personalizes && state === LifeCycle.SELECTABLE, SW.CONDITIONS);
  demand(new KeySets(registry.nvm, element.id).all().length > 0, SW.CONDITIONS);
  return LifeCycle.PERSONALIZED;
}

/** Steps of the card's life cycle (5.1.1). */
const CARD_STEPS: Readonly<Record<number, readonly number[]>> = {
  [LifeCycle.CARD_OP_READY]: [LifeCycle.CARD_INITIALIZED, LifeCycle.CARD_SECURED, LifeCycle.CARD_TERMINATED],
  [LifeCycle.CARD_INITIALIZED]: [LifeCycle.CARD_SECURED, LifeCycle.CARD_TERMINATED],
  [LifeCycle.CARD_SECURED]: [LifeCycle.CARD_LOCKED, LifeCycle.CARD_TERMINATED],
  [LifeCycle.CARD_LOCKED]: [LifeCycle.CARD_SECURED, LifeCycle.CARD_TERMINATED],
};

function changeCardStatus(registry: Registry, acting: RegistryElement, state: number): void {
  demand(isIssuerDomain(acting), SW.CONDITIONS);
  const now = cardState(registry);
  if (state === now) return;
  demand(required(CARD_STEPS[now], SW.CONDITIONS).includes(state), SW.CONDITIONS);
  registry.change((write) => registry.setState(acting.id, state, write));
}
