import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CardApp } from "#access/index.js";
import type { Clock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { dialectsWith } from "#daemon/cards/vendor-files.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { findResident } from "#simulator/people/index.js";
import { BusinessSystem } from "../doubles/business-system/business-system.js";
import { ScriptedCard } from "../faults/scripted-card.js";
import { makeOperatorCard } from "../municipality/operator-card.js";
import { SERVICE_KEY_VERSION } from "../municipality/packages.js";
import { prepareCard } from "../municipality/prepare-card.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestSecrets } from "../municipality/secrets.js";
import type { TestPki } from "../municipality/test-pki.js";
import { partnerWindow, writeMunicipality, writePackage } from "../municipality/write-municipality.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { makeCard } from "./card-maker.js";
import { IssuingWorld } from "./issuing-world.js";
import { LibraryWorld } from "./library-world.js";
import { ToldSystems } from "./told-systems.js";
import type { Endpoint, ReaderSlot, RecordAddress, World, WorldOptions } from "./world.js";

/** The Juki-net communication server as a world needs it. */
export interface StatusDouble {
  readonly url: string;
  setStatus(cardId: string, status: string): void;
  close(): Promise<void>;
}

/** A daemon that runs, however. */
export interface RunningDaemon {
  readonly endpoint: Endpoint;
  stop(): Promise<void>;
  /** Ends it without a word, as a power failure does. */
  kill?(): void;
}

/** What differs from target to target. */
export interface WorldParts {
  readonly pki: TestPki;
  /** The scenario's time: cards and daemon are on it. */
  readonly clock: Clock;
  startStatusDouble(): Promise<StatusDouble>;
  startDaemon(configFile: string): Promise<RunningDaemon>;
  /** A person's hands at the reader. */
  insert(card: VirtualCard, reader: ReaderSlot): Promise<void>;
  remove(card: VirtualCard): Promise<void>;
  pcscd?(state: "down" | "up"): Promise<void>;
  close(): Promise<void>;
}

/** A municipality of the daemon, with its secrets. */
interface Town {
  readonly municipality: MunicipalityFixture;
  readonly secrets: TestSecrets;
}

interface CardInWorld {
  readonly card: ScriptedCard;
  /** The card itself, without what watches and disturbs it. */
  readonly virtual: VirtualCard;
  readonly id: string;
  readonly person: string;
}

/** `19850310` as the resident file writes it. */
const isoDay = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`;

const isoDate = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** Id of a resident in the municipality's registry: not the individual number, which never leaves the registry. */
const residentIdOf = (person: string): string => `R-${person}`;

/** Vendor files that the cards of a scenario are made from, each once. */
function vendorFilesOf({ scenario }: WorldOptions["loaded"]): readonly string[] {
  const profiles = Object.values(scenario.fixtures.cards).map(({ profile }) => profile);
  return [...new Set(profiles)].filter((profile) => profile.endsWith(".yaml"));
}

/** A scenario's world from the parts of its target: municipality on disk, cards, CS double, daemon. Ends what it began when a part fails. */
export async function buildWorld(parts: WorldParts, { loaded, seed, recorder, port }: WorldOptions): Promise<World> {
  const { municipality, neighbour, scenario } = loaded;
  const own: Town = { municipality, secrets: new TestSecrets(seed) };
  const towns: readonly Town[] =
    neighbour === undefined ? [own] : [own, { municipality: neighbour, secrets: new TestSecrets(`${seed}/neighbour`) }];
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-world-"));
  const endings: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  endings.push(() => parts.close());
  try {
    let daemon: RunningDaemon | undefined;
    const status = await parts.startStatusDouble();
    endings.push(() => status.close());

    const vendorFiles = vendorFilesOf(loaded);
    const dialects = dialectsWith(vendorFiles);
    const cards = new Map<string, CardInWorld>();
    for (const [name, fixture] of Object.entries(scenario.fixtures.cards)) {
      const random = seededRandom(`${seed}/card/${name}`);
      const ports = { clock: parts.clock, random };
      const issuer = fixture.issuedBy === "own" ? own : towns.at(-1)!;
      const virtual = await makeCard(fixture, issuer.municipality, issuer.secrets, ports);
      const preparation = { ...issuer, dialects, random: seededRandom(`${seed}/preparation/${name}`) };
      const id = await prepareCard(virtual, fixture, preparation);
      if (fixture.operatorPin !== undefined) await makeOperatorCard(virtual, preparation, fixture.operatorPin);
      status.setStatus(id, fixture.status);
      cards.set(name, {
        card: new ScriptedCard(name, virtual, recorder, {
          killDaemon: () => daemon?.kill?.(),
          cards: (other) => cards.get(other)?.virtual,
        }),
        virtual,
        id,
        person: fixture.person,
      });
    }
    const card = (name: string): CardInWorld => cards.get(name)!;

    const told = await ToldSystems.start(
      towns.map((town) => town.municipality),
      parts.pki,
    );
    endings.push(() => told.close());
    const issuing = await IssuingWorld.start(
      towns.map((town) => town.municipality),
      { pki: parts.pki, clock: parts.clock, folder },
    );
    endings.push(() => issuing.close());
    const libraries = await LibraryWorld.start(
      towns.map((town) => town.municipality),
      { pki: parts.pki, clock: parts.clock, folder },
    );
    endings.push(() => libraries.close());
    const config = await writeMunicipality({
      folder,
      fixture: municipality,
      secrets: own.secrets,
      neighbour: towns.slice(1).map(({ municipality: fixture, secrets }) => ({ fixture, secrets }))[0],
      group: scenario.fixtures.group,
      initialSetting: scenario.fixtures.initialSetting,
      nextKey: scenario.fixtures.initialSetting === "operators",
      deliveries: new Map([...told.urls, ...issuing.urls, ...libraries.urls]),
      issuing: issuing.counters,
      pki: parts.pki,
      csUrl: status.url,
      vendorFiles,
      ...(port === undefined ? {} : { port }),
    });
    daemon = await parts.startDaemon(config);
    endings.push(() => daemon?.stop());
    const endpoint = () => daemon!.endpoint;

    const systems = seededRandom(`${seed}/business-systems`);
    const systemOf = (service: string) =>
      towns.flatMap(({ municipality: { services } }) => services[service] ?? [])[0]!.system.id;
    const businessSystem = async (service: string, at: RecordAddress["at"] = "own", as?: string) => {
      const town = towns.find((one) => one.municipality.services[service] !== undefined)!;
      const { system } = town.municipality.services[service]!;
      const systemId = at === "partner" ? partnerWindow(system.id) : system.id;
      return new BusinessSystem({
        endpoint: endpoint(),
        systemId,
        identity: await parts.pki.client(as === undefined ? systemId : systemOf(as)),
        master: town.secrets.serviceMaster(service),
        keyVersion: SERVICE_KEY_VERSION,
        random: systems,
        recorder,
      });
    };
    const insert = (name: string, reader: ReaderSlot = "first") => parts.insert(card(name).card.asIssued(), reader);
    const remove = (name: string) => parts.remove(card(name).card);
    const useApplication = async <T>(
      address: RecordAddress,
      readerId: string,
      use: (application: CardApp) => Promise<T>,
    ) => {
      const double = await businessSystem(address.service, address.at, address.as);
      return double.withApplication(
        readerId,
        async (application) => {
          if (address.pin !== undefined) await application.verifyPin(address.pin);
          return use(application);
        },
        address,
      );
    };

    let sequence = 0;
    return {
      get endpoint() {
        return endpoint();
      },
      now: () => parts.clock.now(),
      insert,
      remove,
      arm: (name, fault) => card(name).card.arm(fault),
      armed: (name) => card(name).card.waiting,
      setStatus: (name, to) => status.setStatus(card(name).id, to),
      password: (operator) =>
        (towns.find((one) => one.municipality.operators[operator] !== undefined) ?? own).secrets.password(operator),
      residentFile: (code, movedOut = []) => {
        sequence++;
        const town = towns.find((one) => one.municipality.code === code) ?? own;
        const rows = town.municipality.residents.map((person) => {
          const { name, kana, address, birth, sex } = findResident(person);
          const left = movedOut.includes(person) ? { movedOut: isoDate(parts.clock.now()) } : {};
          return { residentId: residentIdOf(person), name, kana, address, birth: isoDay(birth), sex, ...left };
        });
        return residentFile(town.municipality.code, sequence, rows);
      },
      residentId: (name) => residentIdOf(card(name).person),
      cardId: (name) => card(name).id,
      told: (service, messages) => told.told(service, messages),
      match: (services, messages) => told.match(services, messages),
      newVersion: async (service, version) => {
        const { municipality: fixture, secrets } = towns.find((one) => one.municipality.services[service])!;
        const services = { ...fixture.services, [service]: { ...fixture.services[service]!, version } };
        await daemon?.stop();
        writePackage(folder, { ...fixture, services }, service, secrets);
        daemon = await parts.startDaemon(config);
      },
      readRecord: (address, readerId) =>
        useApplication(address, readerId, (application) => application.readRecord(address.file, address.record)),
      writeRecord: (address, readerId, data) =>
        useApplication(address, readerId, (application) =>
          application.updateRecord(address.file, address.record, data),
        ),
      visit: (address) =>
        issuing.visit(address, {
          connect: async (service) => (await businessSystem(service)).connect(),
          ...{ insert, remove, random: systems },
        }),
      setIssuing: (service, changes) => issuing.set(service, changes),
      judgeCertificate: (service, pdf) => issuing.judge(service, pdf),
      library: (address, readerId) =>
        libraries.serve(address, async (use) => {
          const double = await businessSystem(address.service, address.at, address.as);
          return double.withApplication(readerId, use, { channel: "library" });
        }),
      setLibrary: (service, changes) => libraries.set(service, changes),
      restartDaemon: async () => {
        await daemon?.stop();
        daemon = await parts.startDaemon(config);
      },
      pcscd: async (state) => parts.pcscd?.(state),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
