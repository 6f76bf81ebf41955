import { apduErrors } from "./command-apdu.js";

/** A response APDU (ISO/IEC 7816-4, 5.3): data field and status word. */
export class ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 SW2 as one number, 0x9000 for success. */
  readonly sw: number;

  constructor(data: Uint8Array, sw: number) {
    this.data = data;
    this.sw = sw;
  }

  /** Reads a response; `data` is a view into `bytes`. Throws `apdu.response-too-short`. */
  static parse(bytes: Uint8Array): ResponseApdu {
    const end = bytes.length - 2;
    if (end < 0) throw apduErrors.error("response-too-short", { size: bytes.length });
    return new ResponseApdu(bytes.subarray(0, end), (bytes[end]! << 8) | bytes[end + 1]!);
  }

  encode(): Uint8Array {
    return respond(this.data, this.sw);
  }

  get ok(): boolean {
    return this.sw === 0x9000;
  }
}

/** The octets of a response with data. */
export function respond(data: Uint8Array, sw = 0x9000): Uint8Array {
  const bytes = new Uint8Array(data.length + 2);
  bytes.set(data);
  bytes[data.length] = sw >> 8;
  bytes[data.length + 1] = sw & 0xff;
  return bytes;
}

/** The octets of a response that is a status word alone. */
export function status(sw: number): Uint8Array {
  return Uint8Array.of(sw >> 8, sw & 0xff);
}
