export { Scp03Card, type Scp03CardSide } from "./card.js";
export { decryptSensitive, encryptSensitive } from "./dek.js";
export {
  type InitializeUpdateAnswer,
  openScp03,
  parseInitializeUpdateAnswer,
  Scp03Host,
  type Scp03HostOptions,
} from "./host.js";
export {
  levelOffered,
  type Scp03Mode,
  Scp03Option,
  type Scp03Setup,
  scp03Parameter,
  strongestLevel,
} from "./parameters.js";
