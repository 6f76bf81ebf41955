import type { Bilingual } from "#harness/evidence/types.js";

/** One thing that this project made up because no public text says it. */
export interface Assumption {
  readonly subject: Bilingual;
  readonly assumed: Bilingual;
  /** Where it is written down: a decision, an open point of the catalogue, a folder. */
  readonly source: string;
}

const row = (ja: string, en: string, assumedJa: string, assumedEn: string, source: string): Assumption => ({
  subject: { ja, en },
  assumed: { ja: assumedJa, en: assumedEn },
  source,
});

/** Every invented format and figure that a run of the counter flow rests on (R-DOC-02). */
export const ledger: readonly Assumption[] = [
  row(
    "地域住民向け領域のAIDと構造",
    "AIDs and structure of the regional area",
    "GlobalPlatformのセキュリティドメインとして実現し、AIDは未登録の F04D41444F… を用いる",
    "Realised as GlobalPlatform security domains under the unregistered AIDs F04D41444F…",
    "docs/decisions/0002",
  ),
  row(
    "領域設定・搭載・削除の手順（APDU）",
    "APDUs of set-area, load and delete",
    "GlobalPlatform 2.3.1 の INSTALL・LOAD・DELETE・PUT KEY・STORE DATA を SCP03 で保護して送る",
    "INSTALL, LOAD, DELETE, PUT KEY and STORE DATA of GlobalPlatform 2.3.1, protected by SCP03",
    "docs/decisions/0002",
  ),
  row(
    "独自利用領域キーの種類と派生",
    "Kind and derivation of the area key",
    "市町村ごとのマスタ鍵から NIST SP 800-108（AES-CMAC）でカードごとに派生する",
    "Per-card keys derived from a municipality's master by NIST SP 800-108 with AES-CMAC",
    "A-19",
  ),
  row(
    "カードAPのパッケージ形式",
    "Package format of card applications",
    "独自のTLV形式とし、Ed25519で署名する",
    "Our own TLV format, signed with Ed25519",
    "card/region/load-file",
  ),
  row(
    "カードAPと業務システムの相互認証",
    "Mutual authentication of card application and business system",
    "サービスごとの鍵による SCP03 とする",
    "SCP03 with a key per service and card",
    "docs/decisions/0002",
  ),
  row(
    "カードベンダごとの容量・応答・制限",
    "Capacities, answers and limits of each vendor",
    "架空のベンダとし、数値はすべて仮定",
    "Fictional vendors; every figure is assumed",
    "A-36",
  ),
  row(
    "カード運用状態の種類",
    "Card operation states",
    "active（運用中）のほかは本製品が名付けた。運用中だけが搭載と利用を許す",
    "Named by this product except active (運用中), which alone permits load and use",
    "A-03",
  ),
  row(
    "住基ネットCSとの電文",
    "Messages with the Juki-net CS",
    "検証用の模擬CSとHTTPS・JSONで問い合わせる。実際の電文は公開されていない",
    "HTTPS and JSON with a double of the CS; the real messages are not public",
    "A-04",
  ),
  row(
    "住民情報ファイルの形式",
    "Format of the resident file",
    "見出し行付きのJSON Lines（UTF-8）",
    "JSON Lines in UTF-8 with a header line",
    "A-09",
  ),
  row(
    "搭載と利用登録の順序",
    "Order of load and registration",
    "仮登録 → 搭載 → 本登録とし、失敗時は取り消す",
    "Register as pending, load, confirm; a failure compensates",
    "A-07",
  ),
  row(
    "デーモンの電文",
    "Wire of the daemon",
    "WebSocket（TLS）上のJSON-RPC 2.0。本製品独自",
    "JSON-RPC 2.0 over WebSocket with TLS; this product's own",
    "docs/reference",
  ),
  row(
    "試験用の住民・市町村・鍵",
    "Residents, municipalities and keys of the tests",
    "すべて架空。証明書は本製品の試験用認証局による",
    "All fictional; certificates come from this product's own test CA",
    "R-PRIV-15",
  ),
];
