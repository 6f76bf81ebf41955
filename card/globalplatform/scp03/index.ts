export { Scp03Card, type Scp03CardSide, type Scp03Setup } from "./card.js";
export { decryptSensitive, encryptSensitive } from "./dek.js";
export { scpErrors } from "./errors.js";
export {
  type InitializeUpdateAnswer,
  openScp03,
  parseInitializeUpdateAnswer,
  Scp03Host,
  type Scp03HostOptions,
} from "./host.js";
export { levelOffered, type Scp03Mode, Scp03Option, SecurityLevel, strongestLevel } from "./parameters.js";
