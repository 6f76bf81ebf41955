/** The two forms of SCP02 that are known in the field here. */
export type Scp02Parameter = 0x15 | 0x55;

/**
 * The bit of the parameter `i` of SCP02 (GlobalPlatform 2.3.1, table E-1) in which 15 and 55 differ. Both have three keys, explicit
 * initiation, C-MAC on the modified APDU, a zero first chaining value and its encryption between commands; neither has R-MAC.
 */
export const PSEUDO_RANDOM_CHALLENGE = 0x40;

/** Protocol number in the answer to INITIALIZE UPDATE. */
export const SCP02 = 0x02;

/** Octets of each of the three keys: two-key Triple DES. */
export const SCP02_KEY_LENGTH = 16;
/** Octets of a C-MAC and of a cryptogram. */
export const SCP02_MAC_LENGTH = 8;
export const SCP02_HOST_CHALLENGE_LENGTH = 8;
export const SCP02_CARD_CHALLENGE_LENGTH = 6;
/** The sequence counter has two octets; a key set that has used up all its values opens no channel any more. */
export const SCP02_LAST_SEQUENCE = 0xffff;

/** Levels that a card without R-MAC offers (E.5.2.3): none beyond the authentication, C-MAC, C-MAC and C-DECRYPTION. */
export function scp02LevelOffered(level: number): boolean {
  return level === 0x00 || level === 0x01 || level === 0x03;
}
