import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LineCounter, parseDocument } from "yaml";
import { profileErrors } from "./errors.js";
import { type CardProfile, profileFile } from "./profile.js";

/** The profiles lie beside the sources, not in the compiled tree. */
const FOLDER = fileURLToPath(new URL("../../../simulator/profiles/", import.meta.url));
const SUFFIX = ".yaml";

/** Reads a profile; `source` names it in errors. Throws `profile.bad-file` with file, line and place. */
export function parseProfile(text: string, source: string): CardProfile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) {
    throw profileErrors.error("bad-file", { file: source, line: broken.linePos?.[0].line, problem: broken.code });
  }
  const result = profileFile.safeParse(document.toJS());
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path.map(String);
  throw profileErrors.error("bad-file", {
    file: source,
    line: lineOf(path),
    place: path.join("."),
    problem: issue.message,
  });

  /** Line of the node at a path, or of the nearest one above it that is there. */
  function lineOf(place: readonly string[]): number {
    for (let depth = place.length; depth > 0; depth--) {
      const node = document.getIn(place.slice(0, depth), true) as { range?: readonly number[] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]!).line;
    }
    return 1;
  }
}

/** Names of the profiles that come with the house, in order. */
export function profileNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

/**
 * A profile by its name, or by the path of a file of one's own (a name with a slash or ending in `.yaml`).
 * Throws `profile.unknown`, `profile.unreadable` and `profile.bad-file`.
 */
export function findProfile(name: string): CardProfile {
  if (name.includes("/") || name.endsWith(SUFFIX)) return parseProfile(read(name), name);
  if (!profileNames().includes(name)) {
    throw profileErrors.error("unknown", { name, known: profileNames().join(" ") });
  }
  const source = `${name}${SUFFIX}`;
  const profile = parseProfile(read(`${FOLDER}${source}`), source);
  if (profile.name !== name) {
    throw profileErrors.error("bad-file", { file: source, place: "name", problem: "not the file's name" });
  }
  return profile;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw profileErrors.error("unreadable", { file: path }, { cause });
  }
}
