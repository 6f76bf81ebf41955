import { readUintBE, uintBE } from "#card/bytes/bytes.js";

/** Privileges as bits of a 24-bit number (GlobalPlatform 2.3.1, 11.1.2). */
export const Privilege = {
  SECURITY_DOMAIN: 0x800000,
  DAP_VERIFICATION: 0x400000,
  DELEGATED_MANAGEMENT: 0x200000,
  CARD_LOCK: 0x100000,
  CARD_TERMINATE: 0x080000,
  CARD_RESET: 0x040000,
  CVM_MANAGEMENT: 0x020000,
  MANDATED_DAP: 0x010000,
  TRUSTED_PATH: 0x008000,
  AUTHORIZED_MANAGEMENT: 0x004000,
  TOKEN_VERIFICATION: 0x002000,
  GLOBAL_DELETE: 0x001000,
  GLOBAL_LOCK: 0x000800,
  GLOBAL_REGISTRY: 0x000400,
  FINAL_APPLICATION: 0x000200,
  GLOBAL_SERVICE: 0x000100,
} as const;

/** Three octets. */
export function encodePrivileges(privileges: number): Uint8Array {
  return uintBE(privileges, 3);
}

/** From one octet (GlobalPlatform 2.1) or three; undefined for any other length. */
export function decodePrivileges(octets: Uint8Array): number | undefined {
  return octets.length === 1 || octets.length === 3 ? readUintBE(octets, 0, 3) : undefined;
}
