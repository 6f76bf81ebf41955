import { equal } from "#card/bytes/bytes.js";
import { SW } from "#card/iso7816/status-words.js";
import { Refusal } from "../content-management/refusal.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import {
  decodeElement,
  encodeElement,
  isFromIssuance,
  type RegistryElement,
  STATE_OFFSET,
} from "./registry-element.js";
import { FIRST_ELEMENT, LAST_ELEMENT, REGISTRY_OWNER } from "./setup.js";

/** The card's registry: what is on the card, to whom it belongs, and what memory it holds. NVM is the truth; reads are remembered. */
export class Registry {
  readonly nvm: NvmStore;
  #elements: ReadonlyMap<number, RegistryElement> | undefined;
  readonly #known = new Map<number, { readonly octets: Uint8Array; readonly element: RegistryElement }>();
  /** Told whenever the registry may have changed. */
  onChange: () => void = () => undefined;

  constructor(nvm: NvmStore) {
    this.nvm = nvm;
  }

  /** Drops what was remembered: after a reset, and after anything that wrote. */
  forget(): void {
    this.#elements = undefined;
    this.onChange();
  }

  /** All elements in the order of their creation, the issuer security domain first. */
  get elements(): ReadonlyMap<number, RegistryElement> {
    this.#elements ??= new Map(this.nvm.keys(REGISTRY_OWNER).map((id) => [id, this.#decoded(id)]));
    return this.#elements;
  }

  /** An entry taken apart; what was taken apart before and has not changed since is not done again. */
  #decoded(id: number): RegistryElement {
    const octets = this.nvm.get(REGISTRY_OWNER, id)!;
    const known = this.#known.get(id);
    if (known !== undefined && equal(known.octets, octets)) return known.element;
    const element = decodeElement(id, octets);
    this.#known.set(id, { octets: octets.slice(), element });
    return element;
  }

  get(id: number): RegistryElement | undefined {
    return this.elements.get(id);
  }

  find(aid: Uint8Array): RegistryElement | undefined {
    for (const element of this.elements.values()) if (equal(element.aid, aid)) return element;
    return undefined;
  }

  /** Runs `body` as one transaction: all its writes, or none. */
  change<T>(body: (write: NvmWrite) => T): T {
    try {
      return this.nvm.transaction(body);
    } finally {
      this.forget();
    }
  }

  put(element: RegistryElement, write: NvmWrite): void {
    write.put(REGISTRY_OWNER, element.id, encodeElement(element));
  }

  /** Changes the state octet alone. */
  setState(id: number, state: number, write: NvmWrite): void {
    write.patch(REGISTRY_OWNER, id, STATE_OFFSET, Uint8Array.of(state));
    this.forget();
  }

  /** The state octet as it is now, inside a running transaction too. */
  state(id: number): number {
    return this.nvm.get(REGISTRY_OWNER, id)?.[STATE_OFFSET] ?? 0;
  }

  /** The element and everything it holds. */
  remove(id: number, write: NvmWrite): void {
    write.delete(REGISTRY_OWNER, id);
    write.deleteOwner(id);
  }

  /** An id that no element has. Throws a refusal with 6A84 when there is none. */
  freeId(): number {
    for (let id = FIRST_ELEMENT; id <= LAST_ELEMENT; id++) if (!this.elements.has(id)) return id;
    throw new Refusal(SW.NO_SPACE);
  }

  /** True when `element` is the domain itself or stands below it. */
  isWithin(element: RegistryElement, domain: number): boolean {
    for (const at of this.#upwards(element.id)) if (at.id === domain) return true;
    return false;
  }

  /** Elements below a domain, without itself. */
  below(domain: number): RegistryElement[] {
    return [...this.elements.values()].filter((element) => element.id !== domain && this.isWithin(element, domain));
  }

  /** Applications that were installed from a load file. */
  instancesOf(loadFile: number): RegistryElement[] {
    return [...this.elements.values()].filter((element) => element.loadFile === loadFile);
  }

  /** Octets that one element holds, its registry entry and all headers included. */
  held(element: RegistryElement): number {
    const entry = this.nvm.get(REGISTRY_OWNER, element.id) ?? encodeElement(element);
    return this.nvm.footprint(entry.length) + this.nvm.heldBy(element.id);
  }

  /** Octets that everything below a domain holds. */
  heldBelow(domain: number): number {
    return this.below(domain).reduce((sum, element) => sum + this.held(element), 0);
  }

  /** A domain and those above it, the issuer's last. */
  *#upwards(domain: number): Iterable<RegistryElement> {
    for (let at = this.get(domain); at !== undefined; at = this.get(at.domain)) {
      yield at;
      if (at.domain === at.id) return;
    }
  }

  /** Octets that everything below a domain may hold at most: the tightest quota over it. */
  limitOf(domain: number): number {
    let limit = this.nvm.capacity;
    for (const { quota } of this.#upwards(domain)) limit = Math.min(limit, quota ?? limit);
    return limit;
  }

  /**
   * Octets that a domain may still take for its own keys and objects: they count below the domain over it. The issuer's has what was
   * promised to nobody else: what is reserved for it (R-CARD-09).
   */
  freeFor(domain: RegistryElement): number {
    if (domain.domain !== domain.id) return this.freeBelow(domain.domain);
    const promised = domain.quota === undefined ? 0 : Math.max(0, domain.quota - this.heldBelow(domain.id));
    return Math.max(0, this.nvm.free - promised);
  }

  /** Octets that everything holds which came onto the card after its issuance: all but the domains of issuance. */
  get heldAfterIssuance(): number {
    let held = 0;
    for (const element of this.elements.values()) if (!isFromIssuance(element)) held += this.held(element);
    return held;
  }

  /** Octets that may still be taken below a domain: what the quotas over it and the card's memory leave. */
  freeBelow(domain: number): number {
    let free = this.nvm.free;
    for (const { id, quota } of this.#upwards(domain)) {
      if (quota !== undefined) free = Math.min(free, quota - this.heldBelow(id));
    }
    return Math.max(0, free);
  }
}
