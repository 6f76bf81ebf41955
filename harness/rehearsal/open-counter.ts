import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { Config, MunicipalityConfig } from "#daemon/config/schema.js";
import { readKeyFile } from "#daemon/keys/secret-file.js";
import { createDaemon, type DaemonAddress } from "#daemon/main/daemon.js";
import { driverFor, issueCard } from "#simulator/card/index.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { JukiCs } from "../doubles/juki-cs/juki-cs.js";
import { TestPki } from "../municipality/test-pki.js";

const READER = "counter";

export interface RehearsalOptions {
  /** A configuration of one's own, as the daemon would have it. */
  readonly config: Config;
  /** Vendor profile and holder of the virtual card. */
  readonly profile: string;
  readonly person: string;
}

/** A counter that is open: the daemon as it is configured, a virtual card in its reader. */
export interface Rehearsal {
  readonly address: DaemonAddress;
  readonly readerId: string;
  readonly cardId: string;
  close(): Promise<void>;
}

/** What the first municipality's cards are issued under, so that its own area key sets their area. */
async function settingMaster({ areaKeys }: MunicipalityConfig) {
  const newest = [...areaKeys].sort((one, other) => other.generation - one.generation)[0];
  if (newest === undefined) return undefined;
  const { keyId, generation, file } = newest;
  return { keyId, generation, master: await readKeyFile(file) };
}

/**
 * Opens a counter to rehearse at: the production daemon on a configuration of one's own, with a virtual card in a reader of this process
 * and a CS double that says `active` of it in the place of the configured CS. Everything else is as configured. The card's memory is kept
 * in the data directory, so that the card of the next rehearsal is the one that the database knows.
 * Throws what the daemon and the card throw; what was begun is ended then.
 */
export async function openCounter({ config, profile, person }: RehearsalOptions): Promise<Rehearsal> {
  const pki = await TestPki.create();
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-rehearsal-"));
  const endings: (() => Promise<void> | void)[] = [
    () => pki.close(),
    () => rmSync(folder, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const ports = { clock: systemClock, random: systemRandom };
    mkdirSync(config.data, { recursive: true, mode: 0o700 });
    const stateFile = join(config.data, `rehearsal-${profile}-${person}.card`.replaceAll(/[^\w.-]/g, "_"));
    // A card that is issued already has its keys: the key file may have been taken away since it was registered.
    const master = existsSync(stateFile) ? undefined : await settingMaster(config.municipalities[0]!);
    const card = await issueCard({
      profile: findProfile(profile),
      person: await issuePerson(person, { ...ports, keys: new KeyStore() }),
      random: systemRandom,
      stateFile,
      ...(master && { issuance: { settingMaster: master } }),
    });
    const link: CardLink = { transmit: async (command) => card.transmit(command) };
    card.powerOn();
    const { cardId } = await (await driverFor(card, link, systemRandom)).identify(link);
    card.powerOff();

    const cs = await JukiCs.start({ identity: await pki.server("cs"), clientCa: pki.ca, clientName: "daemon" });
    endings.push(() => cs.close());
    cs.setStatus(cardId, "active");
    const put = (name: string, pem: string): string => {
      const file = join(folder, name);
      writeFileSync(file, pem, { mode: 0o600 });
      return file;
    };
    const client = await pki.client("daemon");
    const toCs = { ca: put("ca.pem", pki.ca), cert: put("cs.pem", client.cert), key: put("cs-key.pem", client.key) };

    const readers = new MemoryReaders({ readers: [{ id: READER, name: "窓口リーダ（メモリ内）" }] });
    const daemon = createDaemon({
      config: { ...config, cs: { ...config.cs, ...toCs, url: cs.url, pins: [] } },
      ...ports,
      readers,
    });
    endings.push(() => daemon.stop());
    const address = await daemon.start();
    readers.insert(READER, card);
    return { address, readerId: READER, cardId, close };
  } catch (error) {
    await close();
    throw error;
  }
}
