/**
 * Layout of our load file (ours, not J-LIS's), format version 1. All fields are there, once, in this order:
 *
 *     FF4D                        content: the signature covers this object, tag and length included
 *       DF01 (1)                  format version, 01
 *       4F   (5-16)               AID of the instance
 *       C4   (5-16)               AID of the load file
 *       DF02 (5)                  municipality, digits
 *       DF03 (1-16)               version of the application, printable ASCII
 *       DF04 (2)                  service-key slot: key version number 01-7F, key length 10, 18 or 20
 *       DF05 (3)                  PIN policy: tries 1-15, shortest, longest (4-12 digits)
 *       E1   (1-30 times)         file, ascending: { 80 SFI 01-1E, 81 records (1) ‖ record size (2), 82 rules: read, update }
 *       DF06 (4)                  octets of memory that an instance holds
 *     5F37 (64)                   Ed25519 signature (RFC 8032, no context) over FF4D
 */
export const TAG = {
  CONTENT: 0xff4d,
  FORMAT: 0xdf01,
  AID: 0x4f,
  LOAD_FILE_AID: 0xc4,
  MUNICIPALITY: 0xdf02,
  VERSION: 0xdf03,
  SERVICE_KEY: 0xdf04,
  PIN: 0xdf05,
  FILE: 0xe1,
  FILE_ID: 0x80,
  FILE_SIZE: 0x81,
  FILE_RULES: 0x82,
  SIZE: 0xdf06,
  SIGNATURE: 0x5f37,
} as const;

export const FORMAT_VERSION = 1;
export const SIGNATURE_LENGTH = 64;
export const MAX_FILES = 30;

/** The first octets of every package: how a card and a loader tell it from a Java Card CAP. */
export const MAGIC = Uint8Array.of(0xff, 0x4d);

export const RULE_CODES = { system: 0x00, pin: 0x01, never: 0xff } as const;
