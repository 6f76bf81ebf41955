import type { KeyObject } from "node:crypto";

/** What the resident register says of a test resident. All texts are fictional. */
export interface Resident {
  /** Short name for command lines and scenarios, e.g. `hanako`. */
  readonly id: string;
  /** Who this is a test of. */
  readonly title: { readonly en: string; readonly ja: string };
  /** 氏名, family and given name parted by U+3000 (Latin letters: by spaces). */
  readonly name: string;
  readonly kana: string;
  /** 通称 of a foreign resident. */
  readonly alias: string | undefined;
  readonly address: string;
  /** `YYYYMMDD`, western calendar. */
  readonly birth: string;
  /** 1 male, 2 female, 9 other. */
  readonly sex: "1" | "2" | "9";
  /** 個人番号, 12 digits with a correct check digit. */
  readonly individualNumber: string;
  /** 全国地方公共団体コード without its check digit, 5 digits. */
  readonly municipality: string;
}

/** The characters of a text as a reader counts them: a variation selector belongs to the character before it. */
export function charactersOf(text: string): readonly string[] {
  return text.match(/.[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?/gsu) ?? [];
}

/** 氏名 as the card carries it: the alias in brackets behind it. */
export function cardName(resident: Pick<Resident, "name" | "alias">): string {
  return resident.alias === undefined ? resident.name : `${resident.name}（${resident.alias}）`;
}

/** The secrets that the holder chose at the counter, as the card compares them (ASCII). */
export interface CardPins {
  /** 利用者証明用電子証明書, 4 digits. */
  readonly auth: string;
  /** 署名用電子証明書, 6 to 16 of `A-Z0-9`. Absent for a holder without that certificate. */
  readonly sign: string | undefined;
  /** 券面事項入力補助用, 4 digits. */
  readonly text: string;
  /** 住民基本台帳用 (住基AP, EF 001C), 4 digits. */
  readonly juki: string;
  /** 共通カードAP, EF 001C, 4 digits. On screens both are one "個人番号カード用" PIN. */
  readonly common: string;
}

/** An RSA-2048 key with its X.509 certificate (DER). */
export interface CertifiedKey {
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

/** Keys and certificates of 公的個人認証AP. `sign` is absent for a minor under 15. */
export interface JpkiMaterial {
  readonly auth: CertifiedKey;
  readonly authCa: Uint8Array;
  readonly sign: CertifiedKey | undefined;
  readonly signCa: Uint8Array;
}

/** Keys of one application that vouches for its data (card-facts 1.4 and 1.5). All RSA-2048. */
export interface DataApplicationKeys {
  /** The card's own key: `80 2A 00 00` or INTERNAL AUTHENTICATE. */
  readonly cardKey: KeyObject;
  /** Signs the data templates at issuance; its public half is in `cvc`. Not on a real card. */
  readonly issuerKey: KeyObject;
  /** Card-verifiable certificate of `issuerKey` as in EF 0004, 568 octets. */
  readonly cvc: Uint8Array;
}

/** Images of the card's face, as the card stores them. */
export interface CardImages {
  readonly name: Uint8Array;
  readonly address: Uint8Array;
  /** 個人番号, PNG of 72 x 12 pixels. */
  readonly individualNumber: Uint8Array;
  readonly securityCode: Uint8Array;
  /** 顔写真, JPEG 2000. */
  readonly face: Uint8Array;
}

/**
 * The chain of card-verifiable certificates that the issuer security domain gives (card-facts 1.6): a root certifies the
 * intermediate (`00F8`), the intermediate certifies the key below it (`7F21`). Both with their `7F21` template, 568 octets each.
 */
export interface IssuerChain {
  /** Key id of the intermediate, 16 octets: `00F7`, the subject of `upper` and the issuer of `lower`. */
  readonly intermediateKeyId: Uint8Array;
  readonly upper: Uint8Array;
  readonly lower: Uint8Array;
}

/** Everything that personalises one virtual My Number card. Keys come from the test CA, never from real material. */
export interface CardPersonalisation {
  readonly resident: Resident;
  /** Day of issue, `YYYYMMDD`. */
  readonly issued: string;
  /** Municipality that issued the card, five digits: another than the resident's own after a move. */
  readonly issuer: string;
  /** 有効期限, `YYYYMMDD`. */
  readonly expiry: string;
  /** セキュリティコード (照合番号B), 4 digits. */
  readonly securityCode: string;
  /** Serial of the card, 15 digits (共通カードAP, EF 0001). */
  readonly serial: string;
  /** Key reference of 16 octets in EF 0002 of 共通カードAP and 住基AP alike. */
  readonly keyId: Uint8Array;
  /** Issuer identification of the issuer security domain (`0042`), 16 octets in the form of a key id. */
  readonly issuerId: Uint8Array;
  readonly pins: CardPins;
  readonly jpki: JpkiMaterial;
  /** 券面事項確認AP. */
  readonly visual: DataApplicationKeys;
  /** 券面事項入力補助AP. */
  readonly text: DataApplicationKeys & {
    /** Secure messaging: its public half is EF 0006, it opens the seed of `80 AE`. */
    readonly sessionKey: KeyObject;
  };
  /** 共通カードAP, EF 0019: the key of INTERNAL AUTHENTICATE. Its public half is on no file of the card. */
  readonly authenticationKey: KeyObject;
  readonly chain: IssuerChain;
  /** Octets whose meaning is not published: 256 of DF35 in EF 0003 of 券面事項確認AP, 32 of DF43 in EF 0005 of 券面事項入力補助AP. */
  readonly opaque: { readonly visual: Uint8Array; readonly text: Uint8Array };
  readonly images: CardImages;
}
