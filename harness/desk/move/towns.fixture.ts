import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { VirtualClock } from "#card/ports/clock.js";
import { keyErrors } from "#daemon/keys/key-errors.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { municipalitiesOf } from "#daemon/municipalities/municipalities.js";
import { catalogueOf } from "#daemon/services/catalogue.js";
import type { Service } from "#daemon/services/service.js";
import type { Store } from "#daemon/store/repositories.js";
import type { Partner } from "#daemon/tickets/partners.js";
import { Tickets } from "#daemon/tickets/tickets.js";
import { CERTIFICATE, LIBRARY, service } from "../desk.fixture.js";
import { AREA_KEY, AREA_MASTER } from "../desk-card.fixture.js";
import { type OpenDesk, openDesk } from "../open-desk.fixture.js";

/** The town that the cards come from, the town that their holders move to, and one that the latter took in by a merger. */
export const A = "13101";
export const B = "13102";
export const FORMER = "13901";

export const B_LIBRARY = service("b-library", 1, {}, B);
/** A service that the merged town goes on with, under the application of the town that is no more. */
export const FORMER_LIBRARY: Service = { ...service("former-library", 7, {}, FORMER), municipality: B };

/** What each town's areas stand under. */
export const MASTERS: Readonly<Record<string, { keyId: string; generation: number; master: Uint8Array }>> = {
  [A]: { ...AREA_KEY, master: AREA_MASTER },
  [B]: { keyId: "KB", generation: 2, master: new Uint8Array(32).fill(0xb2) },
  [FORMER]: { keyId: "KF", generation: 5, master: new Uint8Array(32).fill(0xc3) },
};

const RSA = new Map<string, KeyObject>();
/** Key pairs are dear to make: one for each town and purpose serves all tests. */
function privateKey(municipality: string, purpose: "sign" | "open"): Promise<KeyObject> {
  const name = `${municipality} ${purpose}`;
  const key = RSA.get(name) ?? generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  RSA.set(name, key);
  return Promise.resolve(key);
}

export interface TownOptions {
  /** Towns of this system: both for joint use, one for a system of its own. */
  readonly towns: readonly string[];
  readonly partners?: readonly Partner[];
  /** Both towns in one group, in which A shares its library and B offers it too. */
  readonly joint?: { readonly shared: boolean; readonly offered: boolean };
  readonly ids?: string;
}

/** What differs in the ports of a daemon that serves these towns; B has taken in `FORMER`. */
export function townPorts({ towns, partners = [], joint, ids = "t" }: TownOptions): Partial<DaemonPorts> {
  const municipalities = municipalitiesOf(
    towns.map((code) => ({
      code,
      predecessors: code === B ? [{ code: FORMER, name: "former", areaKeys: [] }] : [],
    })),
    [],
    joint ? [{ id: "wide", name: { en: "wide area", ja: "広域" }, members: [A, B] }] : [],
  );
  const library = joint?.shared ? { ...LIBRARY, sharedWith: [A, B] } : LIBRARY;
  const services = [library, CERTIFICATE, B_LIBRARY, FORMER_LIBRARY].filter(({ municipality }) =>
    towns.includes(municipality),
  );
  const offered = joint?.offered ? [{ id: "library", ordinance: "B市条例第1号" }] : [];
  const catalogue = catalogueOf(
    services,
    towns.map((code) => ({ code, jointServices: code === B ? offered : [] })),
  );
  const held = (municipality: string) => {
    const key = municipalities.servedAs(municipality) === undefined ? undefined : MASTERS[municipality];
    if (key === undefined) throw keyErrors.error("no-area-key", { municipality });
    return key;
  };
  let last = 0;
  const clock = new VirtualClock();
  return {
    clock,
    municipalities,
    services: catalogue,
    areaKeys: {
      current: async (municipality) => {
        const { keyId, generation } = held(municipality);
        return { keyId, generation };
      },
      all: async (municipality) => {
        const key = municipalities.servedAs(municipality) === undefined ? undefined : MASTERS[municipality];
        return key === undefined ? [] : [{ keyId: key.keyId, generation: key.generation }];
      },
      withMaster: async (municipality, { keyId, generation }, use) => {
        const key = held(municipality);
        if (key.keyId !== keyId || key.generation !== generation) {
          throw keyErrors.error("no-area-key", { municipality, keyId, generation });
        }
        return use(key.master.slice());
      },
    },
    tickets: new Tickets({ clock, municipalities, partners, newId: () => `${ids}-ticket-${++last}`, privateKey }),
  };
}

/** The keys that a town's partner has configured. */
export async function partnerOf(ports: Partial<DaemonPorts>, code: string): Promise<Partner> {
  const [signing, encryption] = await ports.tickets!.publicKeys(code);
  return { code, homes: [code], signing: signing!, encryption: encryption! };
}

export type Town = OpenDesk;

/** A counter of a system that serves these towns, on a store of its own or on one that was used before. */
export const openTown = (options: TownOptions, file?: string): Promise<Town> =>
  openDesk(townPorts(options), { file, ids: options.ids ?? "town" });

const PERSON = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };

/** What the import of a town says of a resident; of the one that most of these tests have when nothing is said. */
export async function residentIs(store: Store, municipality: string, here: boolean, residentId = "R1"): Promise<void> {
  const gone = here ? {} : { movedOut: "2026-04-01" };
  await store.of(municipality).residents.save([{ municipality, residentId, sequence: 1, ...PERSON, ...gone }]);
}
