import { fromHex } from "#card/bytes/bytes.js";
import { ISSUER_DOMAIN_AID } from "#card/region/aids.js";
import type { CardKind } from "#card/region/card-driver.js";

/** Public key infrastructure application, 公的個人認証AP (card-facts 1.2, 1.3). */
export const JPKI_AID = fromHex("D392F000260100000001");

/** Card surface verification, 券面事項確認AP (card-facts 1.2, 1.4). */
export const VISUAL_AID = fromHex("D3921000310001010402");

/** Card surface input aid, 券面事項入力補助AP (card-facts 1.2, 1.5). */
export const TEXT_INPUT_AID = fromHex("D3921000310001010408");

/** Resident register application, 住基AP (card-facts 1.2, 1.6). */
export const JUKI_AID = fromHex("D3921000310001010401");

/** Common card application, 共通カードAP (card-facts 1.2, 1.6). */
export const COMMON_AID = fromHex("D3921000310001010100");

/** Driving licence application, マイナ免許証: a tenant of the free area (card-facts 1.2, 1.6). */
export const DRIVING_LICENCE_AID = fromHex("A0000002310600000000000000000000");

/** Applications that neither issuer nor municipality put on a card, as far as they are publicly known. */
export const TENANT_APPLICATIONS: readonly ApplicationName[] = [
  { aid: DRIVING_LICENCE_AID, en: "driving licence", ja: "マイナ免許証" },
];

/** The application of an AID in both languages, for screens and traces. */
export interface ApplicationName {
  readonly aid: Uint8Array;
  readonly en: string;
  readonly ja: string;
}

/** Every application of the issuer, in the order in which partial names match. */
export const ISSUER_APPLICATIONS: readonly ApplicationName[] = [
  { aid: ISSUER_DOMAIN_AID, en: "issuer security domain", ja: "発行者セキュリティドメイン" },
  { aid: COMMON_AID, en: "common card application", ja: "共通カードAP" },
  { aid: JUKI_AID, en: "resident register application", ja: "住基AP" },
  { aid: VISUAL_AID, en: "card surface verification", ja: "券面事項確認AP" },
  { aid: TEXT_INPUT_AID, en: "card surface input aid", ja: "券面事項入力補助AP" },
  { aid: JPKI_AID, en: "public key infrastructure application", ja: "公的個人認証AP" },
];

const JUKI_CARD = [ISSUER_DOMAIN_AID, JUKI_AID, JPKI_AID];

/** The issuer's applications on a card of this kind: a Juki card is older than the others. */
export function issuerApplications(kind: CardKind): readonly ApplicationName[] {
  return kind === "myna" ? ISSUER_APPLICATIONS : ISSUER_APPLICATIONS.filter(({ aid }) => JUKI_CARD.includes(aid));
}
