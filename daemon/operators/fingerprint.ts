import { createHash } from "node:crypto";

/** One feature of a simulated fingerprint: where it lies on a grid of 1024 × 1024, its direction in degrees, its kind. */
export interface Minutia {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly kind: "ending" | "bifurcation";
}

export type Features = readonly Minutia[];

/** Tells how alike two fingerprints are, from 0 to 1. The sensor's own matcher takes this place where there is one. */
export interface FingerprintMatcher {
  score(template: Features, sample: Features): number;
}

/** How far apart one and the same feature may lie in two captures. */
const DISTANCE = 16;
const ANGLE = 20;

function same(a: Minutia, b: Minutia): boolean {
  const turn = Math.abs(a.angle - b.angle) % 360;
  return a.kind === b.kind && Math.hypot(a.x - b.x, a.y - b.y) <= DISTANCE && Math.min(turn, 360 - turn) <= ANGLE;
}

/** The matcher of the simulation: pairs features that lie close, each once; m pairs of n and k features give m² / (n · k). */
export const simulatedMatcher: FingerprintMatcher = {
  score(template, sample) {
    if (template.length === 0 || sample.length === 0) return 0;
    const left = [...sample];
    let pairs = 0;
    for (const minutia of template) {
      const at = left.findIndex((other) => same(minutia, other));
      if (at < 0) continue;
      left.splice(at, 1);
      pairs++;
    }
    return (pairs * pairs) / (template.length * sample.length);
  },
};

/** The same for the same features in whatever order: no finger gives the very same capture twice, so one that comes again is a replay. */
export function digestOf(features: Features): string {
  const lines = features.map(({ x, y, angle, kind }) => `${x} ${y} ${angle} ${kind}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
