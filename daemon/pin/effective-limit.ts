import { pinErrors } from "./pin-errors.js";

/**
 * Where a PIN is asked for: the counter (窓口交付機能), a kiosk terminal, an automatic issuing machine, the library's window, or the
 * municipality's own system.
 */
export const pinChannels = ["counter", "kiosk", "machine", "library", "own"] as const;
export type PinChannel = (typeof pinChannels)[number];

/** Three, fixed: a ceiling at the counter and what stands in for a server that says nothing (guide III.2.1(2) ※; R-PIN-04). */
export const FIXED_LIMIT = 3;

export interface EffectiveLimit {
  readonly limit: number;
  /** True when the server's value was absent or no whole number, and the fixed limit stands in: to be logged. */
  readonly fellBack: boolean;
}

/** A whole number, or its decimal digits; undefined for anything else. */
function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "string" && /^-?\d{1,9}$/.test(value)) return Number(value);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

/**
 * How many wrong PINs in a row lock the application for this use. `server`: what the issuing server says now, as it came; read anew at
 * each verification. `profile`: the limit of the application's package. At the counter min(3, server), at kiosk and machine the server's
 * value, elsewhere the profile's (R-PIN-05, R-PIN-08, A-13). Throws `pin.mis-set` for a server's value of 0 or less.
 */
export function effectiveLimit(channel: PinChannel, server: unknown, profile: number): EffectiveLimit {
  if (channel === "library" || channel === "own") return { limit: profile, fellBack: false };
  const value = wholeNumber(server);
  if (value === undefined) return { limit: FIXED_LIMIT, fellBack: true };
  if (value <= 0) throw pinErrors.error("mis-set", { channel, value });
  return { limit: channel === "counter" ? Math.min(FIXED_LIMIT, value) : value, fellBack: false };
}
