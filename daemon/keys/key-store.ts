import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { KeyConfig } from "../config/keys.js";
import type { Kek } from "./kek.js";
import { keyErrors } from "./key-errors.js";
import { type KekPorts, openDaemonKek, openKek } from "./open-kek.js";
import { writeSecret } from "./secret-file.js";
import { type WrappedPlace, Wrapping } from "./wrapping.js";

const id = z.string().regex(/^[0-9A-F]{16}$/);

/** Which key-encryption key a data directory is under, by id; with a proof, so that a wrong one is known before anything is done with it. */
const stampFile = z.strictObject({
  version: z.literal(1),
  kek: id,
  /** A known text under it, base64. */
  proof: z.base64(),
  /** While a rotation is under way: the key that some of it is still under. */
  rotatingFrom: id.optional(),
});
type Stamp = z.output<typeof stampFile>;

export const STAMP_FILE = "kek.json";
const PROOF: WrappedPlace = { use: "proof", municipality: "", keyId: "kek", generation: 1 };
const PROVEN = Buffer.from("under this key-encryption key");

/** The stamp of a data directory, where there is one. Throws `keys.damaged`. */
export async function readStamp(file: string): Promise<Stamp | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return stampFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw keyErrors.error("damaged", { file }, { cause });
  }
}

async function writeStamp(file: string, wrapping: Wrapping, rotatingFrom?: string): Promise<void> {
  const proof = Buffer.from(await wrapping.wrap(PROVEN, PROOF)).toString("base64");
  const stamp = { version: 1, kek: wrapping.kek.id, proof, ...(rotatingFrom && { rotatingFrom }) } satisfies Stamp;
  await writeSecret(file, `${JSON.stringify(stamp)}\n`);
}

/** A data directory's key-encryption key, opened and found to be the right one. */
export interface KeyStore {
  readonly wrapping: Wrapping;
  /** Set while something is under another key: everything has to be rewrapped, then `rotated` called. */
  readonly rotatingFrom: string | undefined;
  rotated(): Promise<void>;
}

/** A directory from before the stamp: what is wrapped there tells whose it is. */
export type OlderProof = (wrapping: Wrapping) => Promise<void>;

/**
 * Opens the key-encryption key of a data directory and proves it against the stamp there, before anything is read or written under it.
 * Where the stamp names the configured previous key, a rotation begins. Throws `keys.wrong-kek`, `keys.missing-kek`,
 * `keys.rotation-unfinished`, `keys.damaged`, and what opening a key throws. A failure changes nothing in the directory.
 */
export async function openKeyStore(
  config: KeyConfig,
  data: string,
  ports: KekPorts,
  older: OlderProof,
): Promise<KeyStore> {
  const file = join(data, STAMP_FILE);
  const stamp = await readStamp(file);
  const kek = await openDaemonKek(config, data, ports);
  let previous: Kek | undefined;
  try {
    previous = config.previous && (await openKek(config.previous, ports));
    const wrapping = new Wrapping(kek, previous);
    const rotatingFrom = await agree({ file, stamp, wrapping, previous, older });
    return { wrapping, rotatingFrom, rotated: () => writeStamp(file, wrapping) };
  } catch (error) {
    await kek.close();
    await previous?.close();
    throw error;
  }
}

/** Whether stamp and keys agree, and what a rotation has to come away from. */
async function agree(of: {
  readonly file: string;
  readonly stamp: Stamp | undefined;
  readonly wrapping: Wrapping;
  readonly previous: Kek | undefined;
  readonly older: OlderProof;
}): Promise<string | undefined> {
  const { file, stamp, wrapping, previous, older } = of;
  const { kek } = wrapping;
  if (stamp === undefined) {
    await older(wrapping);
    // What is there may be under either: it is rewrapped once, which the stamp remembers.
    const from = previous?.id === kek.id ? undefined : previous?.id;
    await writeStamp(file, wrapping, from);
    return from;
  }
  if (stamp.kek !== kek.id) {
    if (previous?.id !== stamp.kek) throw keyErrors.error("wrong-kek", { under: stamp.kek, given: kek.id });
    // A rotation that was left for a third key: what is under the first would be lost.
    if (stamp.rotatingFrom !== undefined) {
      throw keyErrors.error("rotation-unfinished", { from: stamp.rotatingFrom, to: stamp.kek });
    }
    await writeStamp(file, wrapping, stamp.kek);
    return stamp.kek;
  }
  const proven = await wrapping.unwrap(Buffer.from(stamp.proof, "base64"), PROOF).catch((cause) => {
    throw keyErrors.is(cause, "unwrap") ? keyErrors.error("damaged", { file }, { cause }) : cause;
  });
  if (!PROVEN.equals(proven)) throw keyErrors.error("damaged", { file });
  if (stamp.rotatingFrom !== undefined && previous?.id !== stamp.rotatingFrom) {
    throw keyErrors.error("rotation-unfinished", { from: stamp.rotatingFrom, to: stamp.kek });
  }
  return stamp.rotatingFrom;
}
