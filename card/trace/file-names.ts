import { toHex } from "../bytes/bytes.js";
import { COMMON_AID, JPKI_AID, JUKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "../myna/aids.js";
import { COMMON_EF } from "../myna/common-files.js";
import { JPKI_EF } from "../myna/jpki-files.js";
import { TEXT_EF } from "../myna/text-files.js";
import { VISUAL_EF } from "../myna/visual-files.js";
import type { Bilingual } from "./types.js";

const name = (ja: string, en: string): Bilingual => ({ ja, en });

/** Both old applications of the resident register keep their PIN in the same place (card-facts 1.6). */
const REGISTER: ReadonlyMap<number, Bilingual> = new Map([
  [COMMON_EF.cardInfo, name("カード情報", "card information")],
  [COMMON_EF.keyReference, name("鍵識別子", "key reference")],
  [COMMON_EF.authenticationKey, name("内部認証鍵", "internal authentication key")],
  [COMMON_EF.pin, name("暗証番号", "PIN")],
]);

/** What is in the files of the issuer's applications (card-facts 1.3 to 1.6), by AID in hexadecimal and file identifier. */
const FILES: ReadonlyMap<string, ReadonlyMap<number, Bilingual>> = new Map([
  [
    toHex(JPKI_AID),
    new Map([
      [JPKI_EF.signCertificate, name("署名用電子証明書", "signature certificate")],
      [JPKI_EF.signCaCertificate, name("署名用CA証明書", "CA certificate for signature")],
      [JPKI_EF.tokenInfo, name("トークン情報", "token information")],
      [JPKI_EF.availability, name("証明書の有無", "which certificates are there")],
      [JPKI_EF.authCertificate, name("利用者証明用電子証明書", "authentication certificate")],
      [JPKI_EF.authCaCertificate, name("利用者証明用CA証明書", "CA certificate for authentication")],
      [JPKI_EF.terminalCaKey, name("端末CAの鍵", "terminal CA's key")],
      [JPKI_EF.authKey, name("利用者証明用秘密鍵", "authentication key")],
      [JPKI_EF.authPin, name("利用者証明用暗証番号", "authentication PIN")],
      [JPKI_EF.signKey, name("署名用秘密鍵", "signature key")],
      [JPKI_EF.signPassword, name("署名用パスワード", "signature password")],
    ]),
  ],
  [
    toHex(TEXT_INPUT_AID),
    new Map([
      [TEXT_EF.number, name("個人番号", "individual number")],
      [TEXT_EF.attributes, name("基本4情報", "name, address, birthday, sex")],
      [TEXT_EF.integrity, name("真正性確認情報", "integrity record")],
      [TEXT_EF.certificate, name("証明書", "certificate")],
      [TEXT_EF.applicationInfo, name("AP基本情報", "application information")],
      [TEXT_EF.sessionKey, name("セッション鍵用公開鍵", "session key's public key")],
      [TEXT_EF.signedKey, name("署名付き公開鍵", "signed public key")],
      [TEXT_EF.pin, name("暗証番号", "PIN")],
      [TEXT_EF.cardKey, name("カードの署名鍵", "card's own key")],
      [TEXT_EF.codeA, name("照合番号A", "verification code A")],
      [TEXT_EF.codeB, name("照合番号B", "verification code B")],
    ]),
  ],
  [
    toHex(VISUAL_AID),
    new Map([
      [VISUAL_EF.ageRecord, name("生年月日", "birthday")],
      [VISUAL_EF.cardFace, name("券面事項", "face of the card")],
      [VISUAL_EF.applicationInfo, name("AP基本情報", "application information")],
      [VISUAL_EF.certificate, name("証明書", "certificate")],
      [VISUAL_EF.numberImage, name("個人番号の画像", "image of the individual number")],
      [VISUAL_EF.birthKey, name("生年月日による照合", "birthday as a code")],
      [VISUAL_EF.codeB, name("照合番号B", "verification code B")],
      [VISUAL_EF.codeA, name("照合番号A", "verification code A")],
      [VISUAL_EF.cardKey, name("カードの署名鍵", "card's own key")],
    ]),
  ],
  [toHex(COMMON_AID), REGISTER],
  [toHex(JUKI_AID), REGISTER],
]);

/** Where a command is: the application that is selected, its AID in hexadecimal, and the current file of it. */
export interface Whereabouts {
  readonly application: string | undefined;
  readonly file: number | undefined;
}

/** A file by its identifier and, where the application has a public name for it, by that: `EF 0002 基本4情報`. */
export function fileName(file: number, application: string | undefined): Bilingual {
  const id = `EF ${file.toString(16).toUpperCase().padStart(4, "0")}`;
  const known = application === undefined ? undefined : FILES.get(application)?.get(file);
  return known === undefined ? { ja: id, en: id } : { ja: `${id} ${known.ja}`, en: `${id} ${known.en}` };
}
