import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.js";
import { keyErrors } from "./key-errors.js";
import type { KeySource } from "./key-vault.js";

const CODE = /^\d{5}$/;
const KEY_ID = /^[\x21-\x7e]{1,64}$/;

/** The key that a file of the intake directory is named for: `13101-HOSHIMI-1-2.key` is generation 2 of HOSHIMI-1 of 13101. */
function sourceOf(directory: string, name: string): KeySource | undefined {
  const [, municipality = "", encoded = "", version = ""] = /^(\d{5})-(.+)-(\d{1,3})\.key$/.exec(name) ?? [];
  const generation = Number(version);
  let keyId: string;
  try {
    // A key id may hold a slash; in the name of a file it stands as in a URL.
    keyId = decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
  if (!CODE.test(municipality) || !KEY_ID.test(keyId) || generation < 1 || generation > 127) return undefined;
  return { use: "area", municipality, keyId, generation, file: join(directory, name) };
}

async function filesOf(directory: string | undefined): Promise<readonly string[]> {
  if (directory === undefined) return [];
  try {
    return (await readdir(directory)).sort();
  } catch (cause) {
    throw keyErrors.error("bad-file", { file: directory }, { cause });
  }
}

/** Gives, for the code of a municipality, the key files that lie ready for it: named in the configuration, or laid into the intake directory. */
export function offeredKeys(
  config: Pick<Config, "keys" | "municipalities">,
): (municipality: string) => Promise<readonly KeySource[]> {
  const configured = config.municipalities
    .flatMap((one) => [one, ...one.predecessors])
    .flatMap(({ code, areaKeys }) => areaKeys.map((key) => ({ use: "area" as const, municipality: code, ...key })));
  return async (municipality) => {
    const { intake } = config.keys;
    const laid = (await filesOf(intake)).flatMap((name) => sourceOf(intake ?? "", name) ?? []);
    return [...configured, ...laid].filter((source) => source.municipality === municipality);
  };
}
