import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { KekPlace, KeyConfig } from "../config/keys.js";
import { type Kek, softKek } from "./kek.js";
import { keyErrors } from "./key-errors.js";
import { KEY_OCTETS, keyOfHex, readKeyFile, writeSecret } from "./secret-file.js";
import { TokenKek } from "./token/token-kek.js";

export interface KekPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** Files of a data directory under which something may be wrapped: where one is, a missing key is never made anew. */
const TRACES = ["kek.json", "audit.key", "madoguchi.sqlite"];

const DEVELOPMENT = "development.kek";

/**
 * A key of the data directory, made on first start: it guards a copied database, not against who can read the whole directory. For
 * development. Throws `keys.missing-kek` where it is gone and something was wrapped under it.
 */
async function developmentKek(data: string, random: RandomSource): Promise<Kek> {
  const file = join(data, DEVELOPMENT);
  if (!existsSync(file)) {
    if (TRACES.some((name) => existsSync(join(data, name)))) throw keyErrors.error("missing-kek", { file });
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeSecret(file, `${Buffer.from(random.bytes(KEY_OCTETS)).toString("hex").toUpperCase()}\n`);
  }
  return softKek(await readKeyFile(file), "development", random);
}

/** A secret of the environment, taken out of it: no process that we start inherits it. */
function environmentKek(name: string, random: RandomSource): Kek {
  const text = process.env[name];
  if (text === undefined) throw keyErrors.error("missing-kek", { variable: name });
  const octets = Buffer.from(text, "latin1");
  const key = keyOfHex(octets);
  octets.fill(0);
  if (key === undefined) throw keyErrors.error("bad-variable", { variable: name });
  delete process.env[name];
  return softKek(key, "environment", random);
}

/** Opens a key-encryption key where the configuration says it is. Throws `keys.missing-kek`, `keys.bad-file`, `keys.exposed`, `keys.bad-variable`, `keys.token-…`. */
export async function openKek(place: KekPlace, ports: KekPorts): Promise<Kek | undefined> {
  if (place.kekFile !== undefined) return softKek(await readKeyFile(place.kekFile), "file", ports.random);
  if (place.kekEnv !== undefined) return environmentKek(place.kekEnv, ports.random);
  if (place.pkcs11 !== undefined) return TokenKek.open(place.pkcs11, ports);
  return undefined;
}

/** The key-encryption key of a daemon; without a configured one, a development key in its data directory. */
export async function openDaemonKek(config: KeyConfig, data: string, ports: KekPorts): Promise<Kek> {
  return (await openKek(config, ports)) ?? developmentKek(data, ports.random);
}
