export { certificateFingerprint, type Identity } from "./certificate.js";
export { checkCertificate } from "./certificate-check.js";
export { type CipherList, readCipherList } from "./cipher-list.js";
export { cipherPolicy, type Offer, offerOf, tlsPolicy } from "./cipher-policy.js";
export { DevelopmentCa } from "./development-ca.js";
export { checkLink, type LinkAlgorithms } from "./link-check.js";
export {
  developmentCaDirectory,
  developmentIdentity,
  readTlsFiles,
  type TlsFiles,
  type TlsIdentity,
} from "./server-identity.js";
export { tlsErrors } from "./tls-errors.js";
