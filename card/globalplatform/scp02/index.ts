export { Scp02Card, type Scp02CardSide, type Scp02Setup } from "./card.js";
export { scp02DecryptSensitive, scp02EncryptSensitive } from "./dek.js";
export { openScp02, parseScp02Answer, type Scp02Answer, Scp02Host, type Scp02HostOptions } from "./host.js";
export { SCP02_KEY_LENGTH, SCP02_LAST_SEQUENCE, type Scp02Parameter } from "./parameters.js";
