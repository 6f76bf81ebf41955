/** MANAGE SECURITY ENVIRONMENT: SET of the template for mutual authentication, P1-P2 = C1 A4 (ISO/IEC 7816-4, 11.5.11). */
export const INS_MANAGE_SECURITY = 0x22;
export const INS_GET_CHALLENGE = 0x84;
/** EXTERNAL AUTHENTICATE with an answer: mutual authentication (11.5.4). */
export const INS_MUTUAL_AUTHENTICATE = 0x82;
/** Reference of the secret key, in the authentication template (ISO/IEC 7816-4, table 55). */
export const KEY_REFERENCE = 0x83;
