import { toHex, uintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { readTlvs, tlv } from "#card/iso7816/tlv.js";
import { type GpCommand, gpErrors } from "./command.js";

const INS = 0xca;

/** Tags that security domains answer (11.3.3.1, H; ETSI TS 102 226, 8.2.1.7). */
export const DataTag = {
  ISSUER_IDENTIFICATION: 0x42,
  CARD_IMAGE: 0x45,
  CARD_DATA: 0x66,
  KEY_INFORMATION: 0xe0,
  SEQUENCE_COUNTER: 0xc1,
  APPLICATIONS: 0x2f00,
  CPLC: 0x9f7f,
  RESOURCES: 0xff21,
} as const;

export interface GetData {
  readonly tag: number;
}

export const getData: GpCommand<GetData> = {
  name: "GET DATA",
  clause: "11.3",
  ins: INS,
  encode: ({ tag }) => new CommandApdu(0x80, INS, tag >> 8, tag & 0xff, undefined, 256),
  decode: ({ p1, p2 }) => ({ tag: (p1 << 8) | p2 }),
  log: ({ tag }) => `tag ${toHex(uintBE(tag, 2))}`,
};

/** One key as the key information template tells it. */
export interface KeyInformation {
  readonly id: number;
  readonly version: number;
  readonly type: number;
  /** Octets of the key. */
  readonly length: number;
}

/** The key information template, `E0` with its `C0` objects (11.3.3.1). */
export function encodeKeyInformation(keys: readonly KeyInformation[]): Uint8Array {
  return tlv(
    DataTag.KEY_INFORMATION,
    ...keys.map(({ id, version, type, length }) => tlv(0xc0, Uint8Array.of(id, version, type, length))),
    new Uint8Array(0),
  );
}

/** Reads a key information template, tag and length included. Throws `gp.malformed-response`. */
export function parseKeyInformation(octets: Uint8Array): KeyInformation[] {
  try {
    const [template] = readTlvs(octets);
    if (template?.tag !== DataTag.KEY_INFORMATION || template.end !== octets.length) throw unreadable();
    return readTlvs(template.value).map(({ tag, value }) => {
      if (tag !== 0xc0 || value.length < 4) throw unreadable();
      return { id: value[0]!, version: value[1]!, type: value[2]!, length: value[3]! };
    });
  } catch (error) {
    throw gpErrors.is(error) ? error : unreadable(error);
  }
}

function unreadable(cause?: unknown): Error {
  return gpErrors.error("malformed-response", { command: "GET DATA", tag: "E0" }, { cause });
}
