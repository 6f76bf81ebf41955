export * from "./generated/index.js";
export { type IssuingPorts, issuePerson, issueResident } from "./issue-person.js";
export { DEFAULT_KEY_FOLDER, KeyStore } from "./key-store.js";
export * from "./person.js";
export { findResident, parseResident, residentNames, type TestResident } from "./residents.js";
export { jukiCardExpiry } from "./validity.js";
