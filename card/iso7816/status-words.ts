/** Status words (ISO/IEC 7816-4, 5.6; GlobalPlatform Card Specification 2.3.1, 11.1.3; card-specific where noted). */
export const SW = {
  OK: 0x9000,
  /** The issuer security domain of a locked card was selected (GlobalPlatform 2.3.1, 11.9.3.2). */
  WARNING_LOCKED: 0x6283,
  WARNING_NVM_CHANGED: 0x6300,
  /** 63Cx: `x` tries are left. */
  TRIES_LEFT: 0x63c0,
  MEMORY_FAILURE: 0x6581,
  WRONG_LENGTH: 0x6700,
  CHANNEL_NOT_SUPPORTED: 0x6881,
  SM_NOT_SUPPORTED: 0x6882,
  CHAINING_NOT_SUPPORTED: 0x6884,
  STRUCTURE_MISMATCH: 0x6981,
  SECURITY_STATUS: 0x6982,
  METHOD_BLOCKED: 0x6983,
  /** Reference data not usable. A blocked PIN of the My Number card answers this, not 6983. */
  REFERENCE_DATA_UNUSABLE: 0x6984,
  CONDITIONS: 0x6985,
  NO_CURRENT_EF: 0x6986,
  SM_OBJECT_MISSING: 0x6987,
  SM_OBJECT_WRONG: 0x6988,
  WRONG_DATA: 0x6a80,
  FUNCTION_NOT_SUPPORTED: 0x6a81,
  NOT_FOUND: 0x6a82,
  RECORD_NOT_FOUND: 0x6a83,
  NO_SPACE: 0x6a84,
  WRONG_P1P2: 0x6a86,
  REFERENCE_NOT_FOUND: 0x6a88,
  FILE_EXISTS: 0x6a89,
  NAME_EXISTS: 0x6a8a,
  WRONG_OFFSET: 0x6b00,
  WRONG_LE: 0x6c00,
  INS_NOT_SUPPORTED: 0x6d00,
  CLA_NOT_SUPPORTED: 0x6e00,
  UNKNOWN: 0x6f00,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x9000, "normal processing"],
  [0x6281, "part of returned data may be corrupted"],
  [0x6282, "end of file reached before reading Ne octets"],
  [0x6283, "selected file deactivated"],
  [0x6300, "verification failed"],
  [0x6310, "more data available"],
  [0x6400, "execution error, memory unchanged"],
  [0x6581, "memory failure"],
  [0x6700, "wrong length"],
  [0x6881, "logical channel not supported"],
  [0x6882, "secure messaging not supported"],
  [0x6884, "command chaining not supported"],
  [0x6981, "command incompatible with file structure"],
  [0x6982, "security status not satisfied"],
  [0x6983, "authentication method blocked"],
  [0x6984, "reference data not usable"],
  [0x6985, "conditions of use not satisfied"],
  [0x6986, "command not allowed, no current EF"],
  [0x6987, "expected secure messaging data objects missing"],
  [0x6988, "incorrect secure messaging data objects"],
  [0x6a80, "incorrect parameters in the command data field"],
  [0x6a81, "function not supported"],
  [0x6a82, "file or application not found"],
  [0x6a83, "record not found"],
  [0x6a84, "not enough memory space"],
  [0x6a86, "incorrect parameters P1-P2"],
  [0x6a88, "referenced data not found"],
  [0x6a89, "file already exists"],
  [0x6a8a, "DF name already exists"],
  [0x6b00, "wrong parameters P1-P2 (offset outside the EF)"],
  [0x6d00, "instruction not supported"],
  [0x6e00, "class not supported"],
  [0x6f00, "no precise diagnosis"],
]);

/** What a status word says, in the standard's words; `tries left` and `wrong Le` with their number. */
export function statusWordText(sw: number): string {
  if ((sw & 0xfff0) === 0x63c0) return `verification failed, ${sw & 0x0f} tries left`;
  if ((sw & 0xff00) === 0x6c00) return `wrong Le, ${sw & 0xff || 256} octets are there`;
  if ((sw & 0xff00) === 0x6100) return `${sw & 0xff || 256} more octets are there`;
  return NAMES.get(sw) ?? "unknown status word";
}
