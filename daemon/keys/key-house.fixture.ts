import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "#card/bytes/bytes.js";
import { systemClock, VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openAuditKey } from "../audit/audit-key.js";
import type { KeyConfig } from "../config/keys.js";
import { templatePlace } from "../operators/fingerprints.js";
import { openStore } from "../store/store.js";
import { openKeyStore } from "./key-store.js";
import { KeyVault } from "./key-vault.js";
import { provenByContent } from "./rotate.js";

export const CITY = "13101";
export const AREA_MASTER = new Uint8Array(32).fill(0x11);
export const TEMPLATE = Buffer.from("a template of a finger");

/** Writes a key file for its owner alone; gives its path. */
export function keyFile(folder: string, name: string, key: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, `${toHex(key)}\n`, { mode: 0o600 });
  return file;
}

const random = seededRandom("key house");

/** Opens the key store of `folder/data` as a daemon does; gives also what is needed to look at it. */
export async function openHouse(folder: string, config: KeyConfig) {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const keyStore = await openKeyStore(config, data, { clock: systemClock, random }, provenByContent(data));
  const store = await openStore(join(data, "madoguchi.sqlite"));
  const vault = new KeyVault(keyStore.wrapping, { store, clock: new VirtualClock() });
  return {
    ...{ data, keyStore, store, vault },
    close: async () => {
      await store.close();
      await keyStore.wrapping.close();
    },
  };
}

/** A directory with everything that is wrapped in one: the audit log's key, two area keys, a service's, an exchange key, a template. */
export async function furnish(folder: string, config: KeyConfig): Promise<void> {
  const { data, keyStore, store, vault, close } = await openHouse(folder, config);
  await openAuditKey(data, keyStore.wrapping, random);
  const file = keyFile(folder, "area.key", AREA_MASTER);
  const area = (generation: number) => ({ use: "area", municipality: CITY, keyId: "K1", generation, file }) as const;
  await vault.registerAreaKeys(CITY, [area(1), area(2)]);
  await vault.registerServiceKey({ use: "service", municipality: "13102", keyId: "library", generation: 1, file });
  const sealed = await keyStore.wrapping.wrap(TEMPLATE, templatePlace(CITY, "clerk"));
  await store
    .of(CITY)
    .fingerprints.save({ municipality: CITY, operatorId: "clerk", sealed, changedBy: "a", changedAt: 1 });
  await close();
}
