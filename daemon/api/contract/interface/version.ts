/** The interface between this system and business systems, as it calls itself in the published files. */
export const interfaceName = "madoguchi.business-system";

/**
 * Version of the interface, `major.minor`. It changes with the files under docs/reference/interface; a system's conforming flag is good for
 * the version that it was tried under and no other.
 */
export const interfaceVersion = "1.0";

/** The longest message, in octets: a system need not read further. */
export const MESSAGE_OCTETS = 65_536;

/** The time in which a system answers, in milliseconds, unless the daemon is configured for another one. */
export const ANSWER_MS = 10_000;
