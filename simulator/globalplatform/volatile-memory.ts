import type { Instances } from "./instances.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/**
 * The volatile memory that applications share. Each takes its part when it is installed and gives it back when it is deleted, selected
 * or not, as transient arrays of a Java Card do that only a reset clears. What the domains themselves need is the card's own.
 */
export class VolatileMemory {
  readonly #registry: Registry;
  readonly #instances: Instances;
  readonly #total: number;

  constructor(registry: Registry, instances: Instances, total: number) {
    this.#registry = registry;
    this.#instances = instances;
    this.#total = total;
  }

  /** Octets that an application takes: what its code is known to need, else what its installation asked for. */
  sizeOf(application: RegistryElement): number {
    const known = this.#instances.factoryOf(application);
    return known?.volatileSize(this.#instances.instance(application).loadFile()) ?? application.volatile ?? 0;
  }

  /** Octets that no application has taken. */
  get free(): number {
    let free = this.#total;
    for (const element of this.#registry.elements.values()) {
      if (element.kind === "application") free -= this.sizeOf(element);
    }
    return Math.max(0, free);
  }
}
