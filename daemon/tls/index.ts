export { certificateFingerprint, type Identity } from "./certificate.js";
export { cipherPolicy, tlsPolicy } from "./cipher-policy.js";
export { DevelopmentCa } from "./development-ca.js";
export {
  developmentCaDirectory,
  developmentIdentity,
  readTlsFiles,
  type TlsFiles,
  type TlsIdentity,
} from "./server-identity.js";
export { tlsErrors } from "./tls-errors.js";
