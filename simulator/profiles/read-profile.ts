import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CardKind } from "#card/region/card-driver.js";
import { problemDetails, readYaml } from "#card/yaml/yaml-document.js";
import { profileErrors } from "./errors.js";
import { type CardProfile, profileFile } from "./profile.js";

/** The profiles lie beside the sources, not in the compiled tree. */
const FOLDER = fileURLToPath(new URL("../../../simulator/profiles/", import.meta.url));
const SUFFIX = ".yaml";

/** Reads a profile; `source` names it in errors. Throws `profile.bad-file` with file, line, column and place, and every mistake. */
export function parseProfile(text: string, source: string): CardProfile {
  const { value, problems } = readYaml(text, profileFile);
  if (value === undefined) throw profileErrors.error("bad-file", problemDetails(source, problems));
  return value;
}

/** Names of the profiles that come with the house, in order: all, or those of one kind of card. */
export function profileNames(kind?: CardKind): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .filter((name) => kind === undefined || findProfile(name).kind === kind)
    .sort();
}

/**
 * A profile by its name, or by the path of a file of one's own (a name with a slash or ending in `.yaml`).
 * Throws `profile.unknown`, `profile.unreadable` and `profile.bad-file`.
 */
export function findProfile(name: string): CardProfile {
  if (isFile(name)) return parseProfile(read(name), name);
  const source = `${name}${SUFFIX}`;
  const profile = parseProfile(profileText(name), source);
  if (profile.name !== name) {
    throw profileErrors.error("bad-file", { file: source, place: "name", problem: "not the file's name" });
  }
  return profile;
}

/** The text of a profile's file. Throws `profile.unknown`, `profile.unreadable`. */
export function profileText(name: string): string {
  if (isFile(name)) return read(name);
  if (!profileNames().includes(name)) {
    throw profileErrors.error("unknown", { name, known: profileNames().join(" ") });
  }
  return read(`${FOLDER}${name}${SUFFIX}`);
}

function isFile(name: string): boolean {
  return name.includes("/") || name.endsWith(SUFFIX);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw profileErrors.error("unreadable", { file: path }, { cause });
  }
}
