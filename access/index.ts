export { type ErrorText, isMadoguchiError, MadoguchiError } from "#card/errors/madoguchi-error.js";
export type { CardAppSelfState, CardAppSession } from "#card/region/index.js";
export type { HandOverMessage } from "#daemon/api/contract/hand-over-message.js";
export { accessLinkErrors } from "./access-errors.js";
export {
  type HandOverListenerOptions,
  handOverListener,
  isServed,
  type KnownUser,
  type UserBook,
  userBook,
} from "./business-system/index.js";
export {
  type Access,
  type AccessOptions,
  type CardApp,
  connectAccess,
  type ServerLimit,
  type ServiceMaster,
  type WithCardOptions,
} from "./connect-access.js";
export type { ReadersView } from "./daemon-link.js";
