import { fromHex, startsWith, toHex } from "../bytes/bytes.js";
import { DRIVING_LICENCE_AID, ISSUER_APPLICATIONS } from "../myna/aids.js";
import type { Bilingual } from "./types.js";

/** AIDs of the regional area (docs/decisions/0002); the longer prefix stands first. */
const REGIONAL: readonly (readonly [prefix: string, name: Bilingual])[] = [
  ["F04D41444F0001", { ja: "地域住民向け領域ドメイン", en: "regional security domain" }],
  ["F04D41444F4D46", { ja: "マスタファイル", en: "master file" }],
  ["F04D41444F10", { ja: "領域（市町村）", en: "area of the municipality" }],
  ["F04D41444F20", { ja: "カードAP", en: "card application" }],
  ["F04D41444F", { ja: "窓口の試験用AID", en: "AID of this product" }],
  ["A0000001515350", { ja: "セキュリティドメインのロードファイル", en: "security domain load file" }],
  [toHex(DRIVING_LICENCE_AID), { ja: "マイナ免許証", en: "driving licence application" }],
];

/** The name of an AID (full or partial), or its hexadecimal form when nobody knows it. */
export function aidName(aid: Uint8Array): Bilingual {
  const issuer = ISSUER_APPLICATIONS.find((row) => startsWith(row.aid, aid));
  if (issuer !== undefined && aid.length >= 7) return { ja: issuer.ja, en: issuer.en };
  const regional = REGIONAL.find(([prefix]) => startsWith(aid, fromHex(prefix)));
  const hex = toHex(aid);
  return regional === undefined
    ? { ja: hex, en: hex }
    : { ja: `${regional[1].ja} ${hex}`, en: `${regional[1].en} ${hex}` };
}

/** Data objects that GET DATA asks for (card-facts 1.6; docs/decisions/0002). */
export const dataObjectNames: ReadonlyMap<number, Bilingual> = new Map([
  [0x0042, { ja: "発行者識別番号", en: "issuer identification" }],
  [0x0045, { ja: "カード識別番号", en: "card identification" }],
  [0x0066, { ja: "カード認識データ", en: "card recognition data" }],
  [0x00cf, { ja: "鍵派生データ", en: "key derivation data" }],
  [0x00e0, { ja: "鍵情報", en: "key information" }],
  [0x00f0, { ja: "市町村コード", en: "municipality code" }],
  [0x00f2, { ja: "有効期限", en: "expiry" }],
  [0x5f51, { ja: "ATR", en: "ATR" }],
  [0x7f21, { ja: "カード検証用証明書", en: "card-verifiable certificate" }],
  [0xdf70, { ja: "領域情報", en: "area record" }],
  [0xdf71, { ja: "カードAP一覧", en: "directory of card applications" }],
  [0xdf72, { ja: "領域の割当容量", en: "area quota" }],
  [0xdf74, { ja: "独自利用領域キー", en: "area keys" }],
  [0xff21, { ja: "メモリの残量", en: "memory left" }],
]);

const STATUS_JA: ReadonlyMap<number, string> = new Map([
  [0x9000, "正常終了"],
  [0x6310, "続きのデータあり"],
  [0x6300, "照合不一致"],
  [0x6581, "メモリ異常"],
  [0x6700, "長さの誤り"],
  [0x6881, "論理チャネルは利用不可"],
  [0x6882, "セキュアメッセージングは利用不可"],
  [0x6982, "セキュリティ条件を満たしていない"],
  [0x6983, "認証方法がロックされている"],
  [0x6984, "参照データが使用不可（ロック）"],
  [0x6985, "使用条件を満たしていない"],
  [0x6a80, "データの内容が不正"],
  [0x6a82, "アプリケーション・ファイルがない"],
  [0x6a83, "レコードがない"],
  [0x6a84, "メモリ容量の不足"],
  [0x6a86, "P1・P2の誤り"],
  [0x6a88, "参照データがない"],
  [0x6b00, "オフセットが範囲外"],
  [0x6d00, "対応していない命令"],
  [0x6e00, "対応していないクラス"],
]);

/** A status word in Japanese. */
export function statusWordJa(sw: number): string {
  if ((sw & 0xfff0) === 0x63c0) return `照合不一致、残り${sw & 0x0f}回`;
  return STATUS_JA.get(sw) ?? "その他の応答";
}
