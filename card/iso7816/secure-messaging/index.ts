export { SecureMessagingCard, type SecureMessagingCardSide } from "./card.js";
export { INS_GET_CHALLENGE, INS_MANAGE_SECURITY, INS_MUTUAL_AUTHENTICATE } from "./commands.js";
export { smErrors } from "./errors.js";
export { openSecureMessaging, SecureMessagingHost } from "./host.js";
export type { StaticKeys } from "./mutual-authentication.js";
export { SecureMessagingSession, type SessionKeys, SM_CLASS } from "./session.js";
