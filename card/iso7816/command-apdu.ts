import { errorFamily } from "#card/errors/madoguchi-error.js";

export const apduErrors = errorFamily("apdu", {
  "too-short": {
    en: { cause: "a command APDU has at least the four octets CLA INS P1 P2", remedy: "Send a complete header." },
    ja: { cause: "コマンドAPDUにはCLA・INS・P1・P2の4オクテットが必要です", remedy: "ヘッダをすべて送ってください。" },
  },
  "wrong-length": {
    en: {
      cause: "the length fields of the command APDU do not agree with its size",
      remedy: "Encode Lc and Le as ISO/IEC 7816-3, 12.1.3 says: short or extended, never mixed.",
    },
    ja: {
      cause: "コマンドAPDUの長さフィールドと実際の長さが一致しません",
      remedy: "LcとLeをISO/IEC 7816-3の12.1.3に従って、短縮形か拡張形のどちらか一方で符号化してください。",
    },
  },
  "response-too-short": {
    en: {
      cause: "a response APDU has at least its two status octets",
      remedy: "Check the card and the reader; send the command again.",
    },
    ja: {
      cause: "レスポンスAPDUには少なくともSW1・SW2の2オクテットが必要です",
      remedy: "カードとリーダを確認し、もう一度実行してください。",
    },
  },
  "too-large": {
    en: {
      cause: "the command APDU does not fit into its length fields",
      remedy: "Split the data: 65,535 octets at most go into one command.",
    },
    ja: {
      cause: "コマンドAPDUのデータが長さフィールドの上限を超えています",
      remedy: "1コマンドのデータは65,535オクテット以内に分割してください。",
    },
  },
});

const EMPTY = new Uint8Array(0);

/**
 * A command APDU (ISO/IEC 7816-4, 5.2).
 * `le` is the number of octets asked for (Ne): `undefined` when there is no Le field, 256 or 65536 for the field 00 or 0000.
 */
export class CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly le: number | undefined;
  /** True when the length fields are of the extended form (three octets, or two after an extended Lc). */
  readonly extended: boolean;

  constructor(
    cla: number,
    ins: number,
    p1: number,
    p2: number,
    data: Uint8Array = EMPTY,
    le?: number,
    extended?: boolean,
  ) {
    this.cla = cla;
    this.ins = ins;
    this.p1 = p1;
    this.p2 = p2;
    this.data = data;
    this.le = le;
    this.extended = extended ?? (data.length > 255 || (le ?? 0) > 256);
  }

  /**
   * Reads the seven forms of ISO/IEC 7816-3, 12.1.3. `data` is a view into `bytes`, not a copy.
   * Throws `apdu.too-short` and `apdu.wrong-length`.
   */
  static parse(bytes: Uint8Array): CommandApdu {
    const size = bytes.length;
    if (size < 4) throw apduErrors.error("too-short", { size });
    const cla = bytes[0]!;
    const ins = bytes[1]!;
    const p1 = bytes[2]!;
    const p2 = bytes[3]!;
    if (size === 4) return new CommandApdu(cla, ins, p1, p2, EMPTY, undefined, false);
    const first = bytes[4]!;
    if (size === 5) return new CommandApdu(cla, ins, p1, p2, EMPTY, first || 256, false);
    if (first !== 0) {
      const end = 5 + first;
      if (size === end) return new CommandApdu(cla, ins, p1, p2, bytes.subarray(5, end), undefined, false);
      if (size === end + 1) return new CommandApdu(cla, ins, p1, p2, bytes.subarray(5, end), bytes[end]! || 256, false);
      throw apduErrors.error("wrong-length", { size, lc: first });
    }
    if (size < 7) throw apduErrors.error("wrong-length", { size });
    const length = (bytes[5]! << 8) | bytes[6]!;
    if (size === 7) return new CommandApdu(cla, ins, p1, p2, EMPTY, length || 65536, true);
    const end = 7 + length;
    if (length !== 0 && size === end) return new CommandApdu(cla, ins, p1, p2, bytes.subarray(7, end), undefined, true);
    if (length !== 0 && size === end + 2) {
      const le = (bytes[end]! << 8) | bytes[end + 1]!;
      return new CommandApdu(cla, ins, p1, p2, bytes.subarray(7, end), le || 65536, true);
    }
    throw apduErrors.error("wrong-length", { size, lc: length });
  }

  /** The octets to send. Throws `apdu.too-large` for more than 65,535 data octets. */
  encode(): Uint8Array {
    const lc = this.data.length;
    if (lc > 0xffff || (this.le ?? 0) > 0x10000) throw apduErrors.error("too-large", { lc, le: this.le });
    if (!this.extended && (lc > 255 || (this.le ?? 0) > 256)) throw apduErrors.error("too-large", { lc, le: this.le });
    const lcSize = lc === 0 ? 0 : this.extended ? 3 : 1;
    const leSize = this.le === undefined ? 0 : !this.extended ? 1 : lc === 0 ? 3 : 2;
    const bytes = new Uint8Array(4 + lcSize + lc + leSize);
    bytes[0] = this.cla;
    bytes[1] = this.ins;
    bytes[2] = this.p1;
    bytes[3] = this.p2;
    if (lcSize === 1) bytes[4] = lc;
    if (lcSize === 3) {
      bytes[5] = lc >> 8;
      bytes[6] = lc & 0xff;
    }
    bytes.set(this.data, 4 + lcSize);
    if (this.le !== undefined) {
      bytes[bytes.length - 1] = this.le & 0xff;
      if (leSize >= 2) bytes[bytes.length - 2] = (this.le >> 8) & 0xff;
    }
    return bytes;
  }
}
