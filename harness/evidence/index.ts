export { canonicalJson, sha256, traceDigest } from "./digest.js";
export { type Captured, Recorder } from "./recorder.js";
export type * from "./types.js";
