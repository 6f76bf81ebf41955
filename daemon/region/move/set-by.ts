import type { CardKind } from "#card/region/card-driver.js";

/** A version of three numbers, the most significant first. */
export type Version = readonly [number, number, number];

/** The last version whose areas on Juki cards cannot be continued elsewhere (guide II.2.7 ※; R-MOVE-03). */
export const LAST_WITHOUT_CONTINUATION: Version = [7, 2, 1];

/** What the set-by text of an area says of the system that set it. */
export type SetBy =
  /** The card-application loading system of the guide, by its version. */
  | { readonly system: "standard"; readonly version: Version }
  /** This product, which supports the continuation from its first version on. */
  | { readonly system: "madoguchi"; readonly version: Version }
  | { readonly system: "unknown" };

const PARTS = /(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})/;
const STANDARD = new RegExp(`^(?:[Vv]er\\.? ?)?${PARTS.source}$`);
const OURS = new RegExp(`^Madoguchi ${PARTS.source}(?:-[0-9A-Za-z.-]+)?$`);

/** Reads a set-by text (AS-DMN-09): `7.2.1` or `Ver 7.2.1`, or our own name and version. Anything else is unknown, never guessed at. */
export function parseSetBy(text: string): SetBy {
  const version = ([, ...parts]: RegExpExecArray): Version => parts.map(Number) as unknown as Version;
  const ours = OURS.exec(text);
  if (ours !== null) return { system: "madoguchi", version: version(ours) };
  const standard = STANDARD.exec(text);
  return standard === null ? { system: "unknown" } : { system: "standard", version: version(standard) };
}

/** Below 0 when `left` is earlier; number by number, so that 7.10.0 is later than 7.2.1. */
export function compareVersions(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/**
 * True when a card that has moved cannot go on elsewhere: a Juki card whose area was set by version 7.2.1 or earlier, or by something
 * unknown, or by nobody who is on record (R-MOVE-03, R-MOVE-08, A-20). A My Number card is never asked.
 */
export function beyondContinuation(kind: CardKind, setBy: string | undefined): boolean {
  if (kind !== "juki") return false;
  const by = parseSetBy(setBy ?? "");
  if (by.system === "standard") return compareVersions(by.version, LAST_WITHOUT_CONTINUATION) <= 0;
  return by.system === "unknown";
}
