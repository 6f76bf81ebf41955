export * from "./aids.js";
export * from "./calendar.js";
export * from "./common-files.js";
export * from "./cvc.js";
export { mynaErrors } from "./errors.js";
export * from "./issuer-client.js";
export * from "./jpki-files.js";
export * from "./key-id.js";
export * from "./personal-reads.js";
export {
  encodePublicKey,
  parsePublicKey,
  type SignDigestInfo,
  sha256DigestInfo,
  signVerbatim,
  signWith,
  verifyVerbatim,
} from "./rsa.js";
export type { SexDigit, Signed } from "./signed.js";
export * from "./text-files.js";
export * from "./text-session.js";
export * from "./verification-codes.js";
export * from "./visual-files.js";
