import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { catalogueOf } from "#daemon/services/catalogue.js";
import { Outbox } from "#daemon/services/hand-over/index.js";
import type { Service } from "#daemon/services/service.js";
import type { Identity } from "#daemon/tls/index.js";
import { HandOverDesk } from "../../doubles/business-system/hand-over-desk.js";
import { TestPki } from "../../municipality/test-pki.js";
import { CERTIFICATE, LIBRARY, service } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { type OpenDesk, type OpenDeskOptions, openDesk } from "../open-desk.fixture.js";

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
  const library = await HandOverDesk.start({ ...options, fields: LIBRARY_FIELDS });
  return { library, certificate: await HandOverDesk.start({ ...options, fields: ["birth"] }) };
}

/** What the library of these tests declares. */
export const LIBRARY_FIELDS = ["name", "address", "ward"];

/** A municipality's own system that does not follow the interface (R-EXT-03). */
export const OWN = service("own-points", 8, {
  system: { id: "own-points-system", certificateFingerprint: "00" },
});

/** The services of these tests: the library is told names and addresses, the issuing server birthdays, the own system nothing. */
export function servicesFor({ library, certificate }: Systems): readonly Service[] {
  const takes = (url: string) => ({ conforming: true, delivery: { url, ca: "", cert: "", key: "", timeoutMs: 2_000 } });
  return [
    { ...LIBRARY, system: { ...LIBRARY.system, fields: LIBRARY_FIELDS, ...takes(library.url) } },
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

export interface TellingDesk extends OpenDesk {
  readonly outbox: Outbox;
}

export interface TellingOptions extends OpenDeskOptions {
  readonly identity?: Identity;
  readonly over?: Partial<DaemonPorts>;
}

/** A desk whose daemon has the real outbox over TLS, on a store that may have seen daemons before. */
export async function tellingDesk(
  { ca, client }: SystemsPki,
  systems: Systems,
  { identity = client, over = {}, ...options }: TellingOptions,
): Promise<TellingDesk> {
  const services = servicesFor(systems);
  const opened = await openDesk(
    {
      residentSettings: {
        municipalities: [],
        of: () => ({ signers: [], plain: true, items: ["ward", "note"].map(item) }),
        recipient: nobody,
        signer: nobody,
      },
      ...over,
      services: catalogueOf(services, [{ code: "13101", jointServices: [] }]),
    },
    { ids: "telling", ...options },
  );
  const { desk } = opened;
  const addressees = services
    .filter(({ system }) => system.delivery !== undefined)
    .map((one) => ({ service: one, identity: { ...identity, ca } }));
  const outbox = new Outbox(desk.ports, addressees);
  (desk.ports as { handOver: DaemonPorts["handOver"] }).handOver = outbox;
  outbox.start();
  return {
    ...opened,
    outbox,
    close: async () => {
      await outbox.stop();
      await opened.close();
    },
  };
}

/** A folder's database file; `remove` takes all away. */
export const databaseIn = (folder: string, name = "desk") => ({
  file: join(folder, `${name}.sqlite`),
  remove: () => rmSync(folder, { recursive: true, force: true }),
});

/** A counter with its business systems and a card whose area is set. */
export interface TellingScene {
  readonly systems: Systems;
  readonly database: ReturnType<typeof databaseIn>;
  readonly at: TellingDesk;
  readonly card: DeskCard;
}

export async function openScene(pki: SystemsPki, options: Omit<TellingOptions, "file"> = {}): Promise<TellingScene> {
  const systems = await startSystems(pki);
  const database = databaseIn(mkdtempSync(join(tmpdir(), "telling-")));
  const at = await tellingDesk(pki, systems, { ...database, ...options });
  const card = deskCard();
  await at.desk.insert(card);
  await at.desk.call("area.set", { readerId: "r1" });
  return { systems, database, at, card };
}

export async function closeScene({ at, systems, database }: Omit<TellingScene, "card">): Promise<void> {
  await at.close();
  await systems.library.close();
  await systems.certificate.close();
  database.remove();
}
