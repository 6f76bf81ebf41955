import { rmSync } from "node:fs";
import { join } from "node:path";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { Outbox } from "#daemon/services/hand-over/index.js";
import type { Service } from "#daemon/services/service.js";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import type { Identity } from "#daemon/tls/index.js";
import { HandOverDesk } from "../../doubles/business-system/hand-over-desk.js";
import { TestPki } from "../../municipality/test-pki.js";
import { CERTIFICATE, Desk, LIBRARY, service } from "../desk.fixture.js";

/** The certificates of these tests, made once. */
export interface SystemsPki {
  readonly ca: string;
  readonly server: Identity;
  readonly client: Identity;
  readonly stranger: Identity;
  close(): void;
}

export async function systemsPki(): Promise<SystemsPki> {
  const pki = await TestPki.create();
  const server = await pki.server("business-system");
  const client = await pki.client("daemon");
  const stranger = await pki.client("stranger");
  return { ca: pki.ca, server, client, stranger, close: () => pki.close() };
}

export interface Systems {
  readonly library: HandOverDesk;
  readonly certificate: HandOverDesk;
}

export async function startSystems({ ca, server }: SystemsPki): Promise<Systems> {
  const options = { identity: server, clientCa: ca, clientName: "daemon" };
  return { library: await HandOverDesk.start(options), certificate: await HandOverDesk.start(options) };
}

/** A municipality's own system that does not follow the interface (R-EXT-03). */
export const OWN = service("own-points", 8, {
  system: { id: "own-points-system", certificateFingerprint: "00" },
});

/** The services of these tests: the library is told names and addresses, the issuing server birthdays, the own system nothing. */
export function servicesFor({ library, certificate }: Systems): readonly Service[] {
  const takes = (url: string) => ({ conforming: true, delivery: { url, ca: "", cert: "", key: "", timeoutMs: 2_000 } });
  return [
    { ...LIBRARY, system: { ...LIBRARY.system, fields: ["name", "address", "ward"], ...takes(library.url) } },
    { ...CERTIFICATE, system: { ...CERTIFICATE.system, fields: ["birth"], ...takes(certificate.url) } },
    OWN,
  ];
}

const nobody = async () => {
  throw new Error("nobody seals files for these desks");
};
const item = (name: string) => ({
  ...{ name, label: { en: name, ja: name }, type: "text" as const, maxLength: 20, required: false, purpose: "test" },
});

export interface TellingDesk {
  readonly desk: Desk;
  readonly store: Store;
  readonly outbox: Outbox;
  close(): Promise<void>;
}

export interface TellingOptions {
  readonly file: string;
  readonly ids?: string;
  readonly identity?: Identity;
  readonly over?: Partial<DaemonPorts>;
  /** What stands between the desk and its store. */
  readonly between?: (store: Store) => Store;
}

/** A desk whose daemon has the real outbox over TLS, on a store that may have seen daemons before. */
export async function tellingDesk(
  { ca, client }: SystemsPki,
  systems: Systems,
  { file, ids = "telling", identity = client, over = {}, between = (store) => store }: TellingOptions,
): Promise<TellingDesk> {
  const store = await openStore(file);
  const services = servicesFor(systems);
  const of = (municipality: string) => services.filter((one) => one.municipality === municipality);
  const desk = new Desk(
    between(store),
    {
      residentSettings: {
        municipalities: [],
        of: () => ({ signers: [], plain: true, items: ["ward", "note"].map(item) }),
        recipient: nobody,
        signer: nobody,
      },
      ...over,
      services: {
        of,
        find: (municipality, id) => of(municipality).find((one) => one.id === id),
        byAid: (aid) => services.find((one) => one.aid === aid),
        bySystem: (id) => services.find(({ system }) => system.id === id),
      },
    },
    { ids },
  );
  const addressees = services
    .filter(({ system }) => system.delivery !== undefined)
    .map((one) => ({ service: one, identity: { ...identity, ca } }));
  const outbox = new Outbox(desk.ports, addressees);
  (desk.ports as { handOver: DaemonPorts["handOver"] }).handOver = outbox;
  await desk.open();
  outbox.start();
  return {
    desk,
    store,
    outbox,
    close: async () => {
      await outbox.stop();
      await desk.part.stop?.();
      await desk.readers.stop();
      await store.close();
    },
  };
}

/** A folder's database file; `remove` takes all away. */
export const databaseIn = (folder: string, name = "desk") => ({
  file: join(folder, `${name}.sqlite`),
  remove: () => rmSync(folder, { recursive: true, force: true }),
});
