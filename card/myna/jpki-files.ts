import { ascii, concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import { mynaErrors } from "./errors.js";

/** File identifiers of 公的個人認証AP (card-facts 1.3). */
export const JPKI_EF = {
  signCertificate: 0x0001,
  signCaCertificate: 0x0002,
  tokenInfo: 0x0006,
  availability: 0x0008,
  authCertificate: 0x000a,
  authCaCertificate: 0x000b,
  terminalCaKey: 0x0016,
  authKey: 0x0017,
  authPin: 0x0018,
  signKey: 0x001a,
  signPassword: 0x001b,
} as const;

/** Labels of the token information: a My Number card, the old 住基カード, a phone of either kind. */
export const TOKEN_LABEL = {
  card: "JPKIAPICCTOKEN2",
  jukiCard: "JPKIAPICCTOKEN",
  android: "JPKIAPGPSETOKEN",
  iphone: "JPKIAPIOSTOKEN",
} as const;

/** EF 0006: CK_TOKEN_INFO of PKCS #11 with four-octet integers, most significant octet first. Texts without their padding. */
export interface TokenInfo {
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  /** CKF_ bits. */
  readonly flags: number;
  readonly maxSessions: number;
  readonly sessions: number;
  readonly maxRwSessions: number;
  readonly rwSessions: number;
  readonly maxPinLength: number;
  readonly minPinLength: number;
  /** Total and free public, total and free private memory; FFFFFFFF where not told. */
  readonly memory: readonly [number, number, number, number];
  /** Two ASCII digits. */
  readonly hardwareVersion: string;
  readonly firmwareVersion: string;
  /** 16 characters. */
  readonly utcTime: string;
}

export const TOKEN_INFO_LENGTH = 160;

/** CKF_RNG, CKF_LOGIN_REQUIRED, CKF_USER_PIN_INITIALIZED, CKF_TOKEN_INITIALIZED. */
export const TOKEN_FLAGS = 0x0000040d;

/** CK_UNAVAILABLE_INFORMATION in four octets. */
export const UNAVAILABLE = 0xffffffff;

function padded(place: string, text: string, length: number): Uint8Array {
  if (text.length > length || !/^[\x20-\x7e]*$/.test(text)) throw mynaErrors.error("bad-value", { place, length });
  return ascii(text.padEnd(length, " "));
}

/** The 160 octets of EF 0006. Throws `myna.bad-value`. */
export function encodeTokenInfo(info: TokenInfo): Uint8Array {
  const words = [
    info.flags,
    info.maxSessions,
    info.sessions,
    info.maxRwSessions,
    info.rwSessions,
    info.maxPinLength,
    info.minPinLength,
    ...info.memory,
  ];
  return concat(
    padded("label", info.label, 32),
    padded("manufacturer", info.manufacturer, 32),
    padded("model", info.model, 16),
    padded("serial", info.serial, 16),
    ...words.map((word) => uintBE(word, 4)),
    padded("hardware version", info.hardwareVersion, 2),
    padded("firmware version", info.firmwareVersion, 2),
    padded("time", info.utcTime, 16),
  );
}

/** Reads EF 0006. Throws `myna.malformed-file`. */
export function parseTokenInfo(bytes: Uint8Array): TokenInfo {
  if (bytes.length !== TOKEN_INFO_LENGTH) {
    throw mynaErrors.error("malformed-file", { file: "JPKI 0006", length: bytes.length });
  }
  const text = (from: number, length: number) =>
    String.fromCharCode(...bytes.subarray(from, from + length)).replace(/ +$/, "");
  const word = (at: number) => readUintBE(bytes, at, 4);
  return {
    label: text(0, 32),
    manufacturer: text(32, 32),
    model: text(64, 16),
    serial: text(80, 16),
    flags: word(96),
    maxSessions: word(100),
    sessions: word(104),
    maxRwSessions: word(108),
    rwSessions: word(112),
    maxPinLength: word(116),
    minPinLength: word(120),
    memory: [word(124), word(128), word(132), word(136)],
    hardwareVersion: text(140, 2),
    firmwareVersion: text(142, 2),
    utcTime: text(144, 16),
  };
}

/** Which certificates are there (EF 0008). */
export interface CertificateAvailability {
  readonly sign: boolean;
  readonly auth: boolean;
}

const PRESENT = 0x8f;

/** `8F` present, `00` absent: sign, auth, `00`. */
export function encodeAvailability({ sign, auth }: CertificateAvailability): Uint8Array {
  return Uint8Array.of(sign ? PRESENT : 0, auth ? PRESENT : 0, 0);
}

/** Reads EF 0008. Throws `myna.malformed-file`. */
export function parseAvailability(bytes: Uint8Array): CertificateAvailability {
  if (bytes.length !== 3) throw mynaErrors.error("malformed-file", { file: "JPKI 0008", length: bytes.length });
  return { sign: bytes[0] === PRESENT, auth: bytes[1] === PRESENT };
}
