import { startsWith } from "#card/bytes/bytes.js";
import type { ApplicationDirectory, ApplicationSource, CardApplication } from "./application.js";

/** What is selectable on the card: the default application, then every source's applications, in order. */
export class CardDirectory implements ApplicationDirectory {
  readonly #default: () => CardApplication;
  readonly #sources: readonly ApplicationSource[];

  /** `defaultApplication` may be among the applications of a source as well: it counts once. */
  constructor(defaultApplication: () => CardApplication, sources: readonly ApplicationSource[]) {
    this.#default = defaultApplication;
    this.#sources = sources;
  }

  get defaultApplication(): CardApplication {
    return this.#default();
  }

  find(name: Uint8Array, occurrence: number): CardApplication | undefined {
    let left = occurrence;
    const first = this.#default();
    if (startsWith(first.aid, name) && left-- === 0) return first;
    for (const source of this.#sources) {
      for (const application of source.applications()) {
        if (application === first) continue;
        if (startsWith(application.aid, name) && left-- === 0) return application;
      }
    }
    return undefined;
  }

  /** Tells every source that volatile state is gone. */
  powerUp(): void {
    for (const source of this.#sources) source.powerUp?.();
  }
}

/** A source whose applications are there from issuance to the end. */
export function fixedApplications(...applications: readonly CardApplication[]): ApplicationSource {
  return { applications: () => applications };
}
