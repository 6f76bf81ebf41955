import { fromHex, startsWith } from "#card/bytes/bytes.js";
import type { LoadFileDescription } from "../content-management/application-runtime.js";

/** Tags of CAP components (Java Card VM specification 3, 6.2). */
const HEADER = 1;
const APPLET = 3;
const MAGIC = fromHex("DECAFFED");

/** Components of a CAP as a loader sends them: tag (1) ‖ size (2) ‖ info. Undefined when the octets do not add up. */
function components(loadFile: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < loadFile.length; ) {
    const size = ((loadFile[at + 1] ?? 0) << 8) | (loadFile[at + 2] ?? 0);
    const end = at + 3 + size;
    if (end > loadFile.length) return undefined;
    found.set(loadFile[at]!, loadFile.subarray(at + 3, end));
    at = end;
  }
  return found;
}

/** An AID after its length of 5 to 16, or undefined. */
function aidAt(info: Uint8Array, at: number): Uint8Array | undefined {
  const length = info[at] ?? 0;
  return length >= 5 && length <= 16 && at + 1 + length <= info.length
    ? info.slice(at + 1, at + 1 + length)
    : undefined;
}

/** True when the load file begins with the Header component of a CAP. */
export function looksLikeCap(loadFile: Uint8Array): boolean {
  return loadFile[0] === HEADER && startsWith(loadFile.subarray(3), MAGIC);
}

/**
 * Package AID and applet AIDs of a CAP (Java Card VM specification 3, 6.4 and 6.6); no applets for a library.
 * Undefined when it is malformed.
 */
export function describeCap(loadFile: Uint8Array): LoadFileDescription | undefined {
  const parts = components(loadFile);
  const header = parts?.get(HEADER);
  // magic (4), minor, major, flags, package minor, package major, AID
  const loadFileAid = header && aidAt(header, 9);
  if (parts === undefined || loadFileAid === undefined) return undefined;
  const applets = parts.get(APPLET);
  const modules: Uint8Array[] = [];
  for (let index = 0, at = 1; index < (applets?.[0] ?? 0); index++) {
    const aid = aidAt(applets!, at);
    if (aid === undefined) return undefined;
    modules.push(aid);
    at += 1 + aid.length + 2; // and the offset of its install method
  }
  const version = `${header![8]}.${header![7]}`;
  return { loadFileAid, modules, version };
}
