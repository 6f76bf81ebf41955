import { startsWith, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { DRIVING_LICENCE_AID, ISSUER_APPLICATIONS, JPKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "./aids.js";
import { JPKI_EF } from "./jpki-files.js";
import { TEXT_EF } from "./text-files.js";
import { VISUAL_EF } from "./visual-files.js";

/** In place of an AID: something was selected that nobody saw. */
const UNKNOWN = "unknown";

/** Applications that hold personal data, each with the files of it that say nothing about the holder. */
const HARMLESS: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  [toHex(VISUAL_AID), new Set<number>([VISUAL_EF.applicationInfo, VISUAL_EF.certificate])],
  [
    toHex(TEXT_INPUT_AID),
    new Set<number>([TEXT_EF.certificate, TEXT_EF.applicationInfo, TEXT_EF.sessionKey, TEXT_EF.signedKey]),
  ],
  [
    toHex(JPKI_AID),
    new Set<number>([JPKI_EF.signCaCertificate, JPKI_EF.authCaCertificate, JPKI_EF.tokenInfo, JPKI_EF.availability]),
  ],
  [toHex(DRIVING_LICENCE_AID), new Set<number>()],
  [UNKNOWN, new Set<number>()],
]);

const KNOWN_AIDS = [...ISSUER_APPLICATIONS.map(({ aid }) => aid), DRIVING_LICENCE_AID];

/**
 * Watches the exchanges with one card, in order, and tells which answers hold personal data (名前, 住所, 個人番号, 顔写真, a holder's
 * certificate), so that a trace or a report can leave them out (R-LOG-06). It goes by what was selected, not by what the octets look like.
 */
export class PersonalReads {
  #application: string | undefined;
  #file: number | undefined;

  /** For a card whose session has begun unwatched: every file is the holder's until an application is selected. */
  static midSession(): PersonalReads {
    const reads = new PersonalReads();
    reads.#application = UNKNOWN;
    return reads;
  }

  /** The application that is selected, its AID in hexadecimal, and the current file of it, as far as they were seen. */
  get whereabouts(): { readonly application: string | undefined; readonly file: number | undefined } {
    return { application: this.#application, file: this.#file };
  }

  /** True when the data of `response` must not be shown. Each exchange is to be given once. */
  watch(command: Uint8Array, response: Uint8Array | undefined): boolean {
    let parsed: CommandApdu;
    try {
      parsed = CommandApdu.parse(command);
    } catch {
      return false; // no card answers a malformed command with data
    }
    if (response === undefined) return false;
    const accepted = response[response.length - 2] === 0x90;
    if (parsed.cla !== 0x00) {
      // What was selected under secure messaging is not to be seen; its answers are encrypted.
      if (parsed.ins === 0xa4 && accepted) this.#selectUnseen(parsed);
      return false;
    }
    if (parsed.ins === 0xa4 && accepted) this.#select(parsed);
    if (parsed.ins === 0x20 && accepted && (parsed.p2 & 0x1f) !== 0) this.#file = parsed.p2 & 0x1f;
    if (parsed.ins !== 0xb0 && parsed.ins !== 0xb2) return false;
    const named = parsed.ins === 0xb0 ? (parsed.p1 & 0x80) !== 0 && parsed.p1 & 0x1f : parsed.p2 >> 3;
    if (named) this.#file = named;
    const harmless = this.#application === undefined ? undefined : HARMLESS.get(this.#application);
    return harmless !== undefined && response.length > 2 && !(this.#file !== undefined && harmless.has(this.#file));
  }

  #selectUnseen({ p1 }: CommandApdu): void {
    if (p1 === 0x04) this.#application = UNKNOWN;
    this.#file = undefined;
  }

  #select({ p1, data }: CommandApdu): void {
    if (p1 === 0x04) {
      const aid = KNOWN_AIDS.find((candidate) => startsWith(candidate, data));
      this.#application = aid && toHex(aid);
      this.#file = undefined;
    } else if (p1 === 0x02) {
      this.#file = data[data.length - 1];
    }
  }
}

/** An answer in hexadecimal without its data: how many octets there were, and the status word. */
export function withoutData(response: Uint8Array): string {
  return `[${response.length - 2} octets, personal]${toHex(response.subarray(response.length - 2))}`;
}
