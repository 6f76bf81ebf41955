export type { CardChannel } from "./card-channel.js";
export { scpErrors } from "./errors.js";
export type { GpChannel } from "./gp-channel.js";
export { AES_KEYS, type KeyFormat, TRIPLE_DES_KEYS } from "./key-format.js";
export { INS_EXTERNAL_AUTHENTICATE, INS_INITIALIZE_UPDATE, SECURE_CLASS, SecurityLevel } from "./levels.js";
