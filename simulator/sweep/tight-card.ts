import { neededSpace } from "#card/region/needed-space.js";
import type { CardPersonalisation } from "../people/person.js";
import type { CardProfile } from "../profiles/profile.js";
import { Recorder } from "./record.js";
import { SweepCard } from "./sweep-card.js";

/**
 * Records on a card of the same vendor that has no octet to spare: the issuer has used up what is reserved for it, there are no tenants,
 * and the area ends with the last octet of the sweep's applications. Free octets that lie scattered have to be joined on it
 * (`compactHeap`); a card with room to spare never comes to that.
 */
export async function tightRecorder(
  profile: CardProfile,
  person: CardPersonalisation,
  seed: string,
): Promise<Recorder> {
  const alone: CardProfile = profile.dialect === "iso-fs" ? profile : { ...profile, tenants: [] };
  const measure = new Recorder(await SweepCard.issue(alone, person), seed);
  const { on, driver, materials } = measure.stage;
  const reserved = on.card.nvm.used;
  await measure.operation("set-area");
  const area = on.card.nvm.used - reserved;
  const quota = [materials.boulder, materials.bulky].reduce(
    (sum, { pkg }) => sum + neededSpace(pkg, driver.dialect),
    area,
  );
  const figure = (value: number) => ({ value, assumed: true as const });
  const memory = {
    ...profile.memory,
    total: figure(reserved + quota),
    reserved: figure(reserved),
    areaQuota: figure(quota),
  };
  return new Recorder(await SweepCard.issue({ ...alone, memory }, person), seed);
}

/** What records the operations of one profile: on its card, or on a tight one where the operation wants that. */
export class ProfileRecorders {
  readonly #profile: CardProfile;
  readonly #person: CardPersonalisation;
  readonly #seed: string;
  #roomy: Promise<Recorder> | undefined;
  #tight: Promise<Recorder> | undefined;

  constructor(profile: CardProfile, person: CardPersonalisation, seed: string) {
    this.#profile = profile;
    this.#person = person;
    this.#seed = seed;
  }

  /** Throws what issuing a card throws. */
  for({ tight }: { readonly tight?: true }): Promise<Recorder> {
    if (tight) {
      this.#tight ??= tightRecorder(this.#profile, this.#person, this.#seed);
      return this.#tight;
    }
    this.#roomy ??= SweepCard.issue(this.#profile, this.#person).then((card) => new Recorder(card, this.#seed));
    return this.#roomy;
  }
}
