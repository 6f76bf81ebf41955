import { createHash } from "node:crypto";
import type { StepEvidence } from "./types.js";

/** JSON with sorted keys: one text for one value, whatever the order in which it was built. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** SHA-256 of octets or text, upper-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").toUpperCase();
}

/** Digest of a scenario's trace: everything that was captured, without the wall time that it took. */
export function traceDigest(id: string, steps: readonly StepEvidence[]): string {
  const trace = steps.map(({ durationMs: _wall, ...rest }) => rest);
  return sha256(canonicalJson({ id, trace }));
}
