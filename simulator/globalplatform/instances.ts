import type { RandomSource } from "#card/ports/random.js";
import type { ApplicationInstance, CardApplicationFactory } from "../content-management/application-runtime.js";
import type { CardApplication } from "../kernel/application.js";
import { inertApplication } from "./inert-application.js";
import type { LoadFiles } from "./load-files.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Installed applications as living objects; they live until the card is reset or they are deleted. */
export class Instances {
  readonly #registry: Registry;
  readonly #files: LoadFiles;
  readonly #random: RandomSource;
  readonly #living = new Map<number, CardApplication>();

  constructor(registry: Registry, files: LoadFiles, random: RandomSource) {
    this.#registry = registry;
    this.#files = files;
    this.#random = random;
  }

  /** What the runtime of an application gets to see of it. */
  instance(element: RegistryElement): ApplicationInstance {
    const { id } = element;
    return {
      aid: element.aid,
      owner: id,
      nvm: this.#registry.nvm,
      random: this.#random,
      installParameters: element.parameters ?? new Uint8Array(0),
      loadFile: () => this.#files.dataBlock(element.loadFile).slice(),
      lifeCycle: () => this.#registry.state(id),
      setLifeCycle: (state, write) => this.#registry.setState(id, state, write),
    };
  }

  /** The runtime of an application; undefined for one whose code this card cannot run. */
  factoryOf(element: RegistryElement): CardApplicationFactory | undefined {
    return this.#files.factoryFor(this.#files.dataBlock(element.loadFile));
  }

  application(element: RegistryElement): CardApplication {
    let application = this.#living.get(element.id);
    if (application === undefined) {
      const factory = this.factoryOf(element);
      application = factory?.instantiate(this.instance(element)) ?? inertApplication(element.aid);
      this.#living.set(element.id, application);
    }
    return application;
  }

  /** The card was reset: nothing volatile survives. */
  forget(): void {
    this.#living.clear();
  }

  /** An element is gone, or its place in the registry belongs to another now. */
  drop(id: number): void {
    this.#living.delete(id);
  }
}
