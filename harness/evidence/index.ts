export { describeApdu } from "./describe-apdu.js";
export { canonicalJson, sha256, traceDigest } from "./digest.js";
export { maskCommand, maskCommandHex } from "./mask.js";
export { type Captured, Recorder } from "./recorder.js";
export type * from "./types.js";
