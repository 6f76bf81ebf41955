/** Bits of the security level, P1 of EXTERNAL AUTHENTICATE: the same in SCP02 (E.5.2.3) and SCP03 (Amendment D, 7.1.2.1). */
export const SecurityLevel = {
  AUTHENTICATED: 0x00,
  C_MAC: 0x01,
  C_DECRYPTION: 0x02,
  R_MAC: 0x10,
  R_ENCRYPTION: 0x20,
} as const;

/** CLA bit 3: GlobalPlatform secure messaging (GlobalPlatform 2.3.1, 11.1.4). */
export const SECURE_CLASS = 0x04;

export const INS_INITIALIZE_UPDATE = 0x50;
export const INS_EXTERNAL_AUTHENTICATE = 0x82;
