import { fromHex, toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import { deriveCardRef, MASTER_LENGTH } from "#card/region/derived-keys.js";
import type { Service, ServiceCatalogue } from "../services/service.js";
import type { Store } from "../store/repositories.js";
import type { CardRefPort } from "./key-port.js";
import type { BesideKey, KeyLabel, KeyVault } from "./key-vault.js";
import type { KeyPlace } from "./wrapping.js";

/** Never exchanged for another: the keys on the cards hang from it. */
const GENERATION = 1;

function placeOf({ municipality, id }: Pick<Service, "municipality" | "id">): KeyPlace {
  return { use: "card-ref", municipality, keyId: id, generation: GENERATION };
}

/**
 * The secrets of card references, one for each application, wrapped as every other key (decision 0024). A business system that learnt one
 * could find card numbers by trying them; so none leaves the daemon.
 */
export class CardRefs implements CardRefPort {
  readonly #vault: KeyVault;
  readonly #services: Pick<ServiceCatalogue, "byAid">;

  constructor(vault: KeyVault, services: Pick<ServiceCatalogue, "byAid">) {
    this.#vault = vault;
    this.#services = services;
  }

  async of(aid: string, cardId: string): Promise<string> {
    // The application's own municipality has the secret, wherever in a group the card is used: to the card there is one system.
    const service = this.#services.byAid(aid) ?? { municipality: "", id: aid };
    return this.#vault.withKey(placeOf(service), async (secret) =>
      toHex(deriveCardRef(secret, fromHex(aid), fromHex(cardId))),
    );
  }

  /**
   * At each start: takes the secret of a service from the file that the configuration names, or makes one where there is none yet; gives
   * its label when it is new. A new one is one transaction with whatever `within` writes. Throws `keys.already-registered` for a file with another secret, `keys.bad-file`, `keys.exposed`.
   */
  async provide(
    service: Pick<Service, "municipality" | "id">,
    file: string | undefined,
    { store, random }: { readonly store: Store; readonly random: RandomSource },
    within: BesideKey = async () => {},
  ): Promise<KeyLabel | undefined> {
    const place = placeOf(service);
    if (file !== undefined) return this.#vault.registerServiceKey({ ...place, file }, within);
    const known = await store.of(place.municipality).masterKeys.find(place.use, place.keyId, place.generation);
    if (known !== undefined) return undefined;
    const record = await this.#vault.seal(place, random.bytes(MASTER_LENGTH));
    await store.transaction(async (repositories) => {
      await repositories.of(place.municipality).masterKeys.add(record);
      await within(repositories, record);
    });
    return record;
  }
}
