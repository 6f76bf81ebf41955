import { concat } from "#card/bytes/bytes.js";
import { errorFamily, type MadoguchiError } from "#card/errors/madoguchi-error.js";

export const atrErrors = errorFamily("atr", {
  malformed: {
    en: {
      cause: "the answer to reset does not follow ISO/IEC 7816-3, clause 8",
      remedy: "Correct the octet at the offset given, or copy the ATR anew from where it was read.",
    },
    ja: {
      cause: "ATRがISO/IEC 7816-3の8節に従っていません",
      remedy: "示された位置のオクテットを修正するか、ATRを元の資料から写し直してください。",
    },
  },
});

/** Interface bytes of one round: those that the `TD` before them (or T0) announces. */
export interface InterfaceBytes {
  readonly ta?: number;
  readonly tb?: number;
  readonly tc?: number;
  readonly td?: number;
  /** Protocol that the bytes belong to: what the `TD` before them says; undefined for the first, global round. */
  readonly protocol?: number;
}

/** An answer to reset, taken apart. */
export interface Atr {
  readonly convention: "direct" | "inverse";
  /** Round `i` (TA, TB, TC, TD of index `i + 1`). */
  readonly interfaceBytes: readonly InterfaceBytes[];
  /** Transmission protocols that are offered, the first offered first. T=0 when none is named. */
  readonly protocols: readonly number[];
  readonly historical: Uint8Array;
}

/** Most octets that follow TS (8.1). */
const MAX_AFTER_TS = 32;
/** Names of a round's bytes, in the order in which bits 5 to 8 of T0 or TD announce them (8.2.3). */
const PLACES = ["ta", "tb", "tc", "td"] as const;
/** T=15 qualifies global interface bytes and is no protocol. */
const GLOBAL = 15;
/** Clock-rate and bit-rate codes of TA1 that are reserved (8.3, tables 7 and 8). */
const RESERVED_FI = [0x7, 0x8, 0xe, 0xf];
const RESERVED_DI = [0x0, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf];

function malformed(offset: number, problem: string): MadoguchiError {
  return atrErrors.error("malformed", { offset, problem });
}

/** Takes an answer to reset apart. Throws `atr.malformed` with the offset of the octet that is wrong, from 0. */
export function parseAtr(octets: Uint8Array): Atr {
  const ts = octets[0];
  if (ts !== 0x3b && ts !== 0x3f) throw malformed(0, "TS is neither 3B nor 3F");
  if (octets.length - 1 > MAX_AFTER_TS) throw malformed(MAX_AFTER_TS + 1, "more than 32 octets follow TS");
  let at = 1;
  const next = (name: string): number => {
    const octet = octets[at];
    if (octet === undefined) throw malformed(at, `the ATR ends before ${name}`);
    at++;
    return octet;
  };
  const t0 = next("T0");
  const rounds: InterfaceBytes[] = [];
  const protocols: number[] = [];
  let checked = false;
  for (let announced: number | undefined = t0, protocol: number | undefined; announced !== undefined; ) {
    const round: { ta?: number; tb?: number; tc?: number; td?: number; protocol?: number } =
      protocol === undefined ? {} : { protocol };
    for (const [bit, place] of PLACES.entries()) {
      if ((announced & (0x10 << bit)) === 0) continue;
      const name = `${place.toUpperCase()}${rounds.length + 1}`;
      const octet = next(name);
      const problem = wrongInterfaceByte(place, octet, rounds, protocol);
      if (problem !== undefined) throw malformed(at - 1, `${name}: ${problem}`);
      round[place] = octet;
    }
    rounds.push(round);
    announced = round.td;
    if (announced === undefined) break;
    protocol = announced & 0x0f;
    const problem = wrongProtocol(protocol, protocols);
    if (problem !== undefined) throw malformed(at - 1, `TD${rounds.length}: ${problem}`);
    if (protocol !== GLOBAL && !protocols.includes(protocol)) protocols.push(protocol);
    if (protocol !== 0) checked = true;
  }
  const end = at + (t0 & 0x0f);
  if (octets.length < end) throw malformed(octets.length, "the ATR ends within the historical bytes that T0 announces");
  const historical = concat(octets.subarray(at, end));
  // TCK is there when any protocol but T=0 is named, T=15 included (8.2.5).
  const length = end + (checked ? 1 : 0);
  const sum = octets.subarray(1, end).reduce((total, octet) => total ^ octet, 0);
  const right = sum.toString(16).toUpperCase().padStart(2, "0");
  if (octets.length < length) throw malformed(end, `the check byte TCK is missing: ${right}`);
  if (octets.length > length) throw malformed(length, "octets follow the end of the ATR");
  if (checked && octets[end] !== sum) throw malformed(end, `the check byte TCK does not fit: it has to be ${right}`);
  return {
    convention: ts === 0x3b ? "direct" : "inverse",
    interfaceBytes: rounds,
    protocols: protocols.length === 0 ? [0] : protocols,
    historical,
  };
}

/** What is wrong with a protocol that a TD names (8.2.3). */
function wrongProtocol(protocol: number, before: readonly number[]): string | undefined {
  if (protocol === GLOBAL) return before.length === 0 ? "T=15 cannot be the first" : undefined;
  if (protocol !== 0 && protocol !== 1 && protocol !== 14) return `T=${protocol} is reserved`;
  const last = before.at(-1);
  return last !== undefined && protocol < last ? "protocols are not in ascending order" : undefined;
}

/** What is wrong with an interface byte, as far as the standard has reserved values for it. */
function wrongInterfaceByte(
  place: (typeof PLACES)[number],
  octet: number,
  before: readonly InterfaceBytes[],
  protocol: number | undefined,
): string | undefined {
  const index = before.length + 1;
  if (index === 1) {
    if (place !== "ta") return undefined;
    if (RESERVED_FI.includes(octet >> 4)) return "its clock-rate code (Fi) is reserved";
    return RESERVED_DI.includes(octet & 0x0f) ? "its bit-rate code (Di) is reserved" : undefined;
  }
  // The first bytes of T=1 are those after the second TD (11.4.1 to 11.4.4); those of index 2 are global.
  const first = index > 2 && protocol === 1 && !before.slice(2).some((round) => round.protocol === 1);
  if (!first) return undefined;
  if (place === "ta" && (octet === 0x00 || octet === 0xff)) return "an information field size of 00 or FF is reserved";
  if (place === "tb" && octet >> 4 > 9) return "its block waiting time (BWI) is reserved";
  return place === "tc" && octet > 1 ? "only the lowest bit, the kind of check, may be set" : undefined;
}

/** Card capabilities of the historical bytes (ISO/IEC 7816-4, 12.1.1.7): the octets of compact-TLV object `7X`; undefined when absent. */
export function cardCapabilities({ historical }: Atr): Uint8Array | undefined {
  const [category] = historical;
  if (category !== 0x00 && category !== 0x80) return undefined;
  const end = category === 0x00 ? historical.length - 3 : historical.length;
  for (let at = 1; at < end; ) {
    const head = historical[at]!;
    const value = historical.subarray(at + 1, Math.min(end, at + 1 + (head & 0x0f)));
    if (head >> 4 === 0x7) return value;
    at += 1 + (head & 0x0f);
  }
  return undefined;
}
