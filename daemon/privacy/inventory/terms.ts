import type { Bilingual } from "../../api/contract/index.js";

/** On what a column rests in law (R-PRIV-02). The Act is named as the guide prints it (III.1.1); which law holds today is the municipality's to check. */
export const bases = {
  act: {
    ja: "行政機関の保有する電子計算機処理に係る個人情報保護に関する法律（手引きIII.1.1の表記。現行法を確認すること）",
    en: "Act on the Protection of Computer-Processed Personal Data Held by Administrative Organs (as the guide's III.1.1 prints it; check the current law)",
  },
  ordinance: {
    ja: "サービスごとの市町村の条例（手引きI.1「条例の定めるところにより」）",
    en: "the municipality's ordinance for each service (guide I.1)",
  },
  safety: {
    ja: "同法による安全確保の措置（手引きIII.2.1の技術的対策）",
    en: "the duty of the same Act to keep personal data safe (technical measures of the guide's III.2.1)",
  },
  none: { ja: "個人情報を含まない", en: "holds no personal data" },
} as const satisfies Record<string, Bilingual>;

/** How long a column is kept. */
export const keepings = {
  register: {
    ja: "住民登録のある間。異動の取込みで削除し、利用者は利用の記録のために残す",
    en: "as long as the register has the resident; taken out by the import that says so, kept for users for the record of their use",
  },
  use: {
    ja: "利用者である間と、その利用の記録が要る間",
    en: "as long as the user and the record of the use are needed",
  },
  card: { ja: "カードが使われる間", en: "as long as the card is in use" },
  replaced: { ja: "次の値に置き換わるまで", en: "until the next value replaces it" },
  delivered: {
    ja: "業務システムが受け取るまで（本文）。送達の記録は残す",
    en: "the body until the business system has taken it; that it did stays",
  },
  office: {
    ja: "操作者である間。IDは再利用しないために残す",
    en: "as long as the operator is one; the id stays, since none is given again",
  },
  lifted: { ja: "解除されるまで", en: "until it is lifted" },
  ended: {
    ja: "カードへの書込みの記録として保存",
    en: "kept as the record of what was written to the card",
  },
  issued: {
    ja: "利用者である間、交付の記録として保存",
    en: "as long as the user is one, as the record of what was issued",
  },
  approved: { ja: "だれが何を承認したかの記録として保存", en: "kept as the record of who approved what" },
  keys: { ja: "その鍵で設定したカードがある間", en: "as long as there are cards under the key" },
  audit: {
    ja: "監査ログの保存期間（標準7年、audit.retentionDays）。期限切れの削除も記録する",
    en: "the audit log's time (seven years unless audit.retentionDays says otherwise); that rows expired is itself on record",
  },
  system: { ja: "システムの稼働する間", en: "as long as the system runs" },
} as const satisfies Record<string, Bilingual>;

interface Purpose extends Bilingual {
  /** Whether what is held for it tells of a person, by itself or by a number that leads to one. */
  readonly personal: boolean;
}

const about = (ja: string, en: string): Purpose => ({ ja, en, personal: true });
const technical = (ja: string, en: string): Purpose => ({ ja, en, personal: false });

/** What a column is held for (R-PRIV-05). */
export const purposes = {
  // Of persons.
  identify: about("窓口で本人を特定する", "to identify the person at the counter"),
  search: about("窓口で住民を検索する", "to find the resident at the counter"),
  reach: about("本人の確認と、届出に基づく案内", "to check who it is, and to write to the person"),
  leaving: about("異動・転出後の利用停止と引継ぎ", "to end the use, or hand it on, when the resident leaves"),
  items: about(
    "市町村が追加したDB項目（項目ごとの利用目的は設定に記載）",
    "items that the municipality added; the configuration says what each is for",
  ),
  link: about("利用・カード・住民を結び付ける", "to join use, card and resident"),
  application: about("本人の申込みの記録", "the record of what the person applied for"),
  outcome: about("サービス利用の状態", "the state of a person's use of a service"),
  stop: about("紛失・盗難等の届出による利用停止", "to stop the use after a report of loss or theft"),
  systemNumber: about(
    "業務システムごとに異なる番号で利用者を示す",
    "to name the user to one business system by a number that no other system knows",
  ),
  message: about(
    "業務システムが宣言した項目だけを伝達する",
    "to tell a business system the fields that it declared, and no others",
  ),
  cardState: about("カードの運用状態を確認する", "to tell whether the card is in operation"),
  pinTries: about("暗証番号の誤入力の制限", "to limit wrong PIN entries"),
  // Of operators.
  operator: about("操作者の認証と権限の確認", "to know the operator and what he may do"),
  credential: about("本人・操作者の認証（復元できない形で保存）", "to know who logs in; not kept in clear"),
  actor: about("だれが行ったかの記録", "who did it"),
  reason: about("行った理由の記録", "why it was done"),
  trail: about("不正操作の発見・追跡、本人への開示", "to find and follow misuse, and to disclose to the person"),
  // Of nobody.
  tenant: technical("どの市町村の記録か（自団体住民への限定）", "whose it is: each municipality sees its own"),
  key: technical("記録を区別する", "to tell records apart"),
  when: technical("いつの情報か", "when it was true or done"),
  source: technical("情報の出所と時点", "where data came from and as of when"),
  state: technical("処理の状態", "how far it has come"),
  what: technical("どのサービス・カードAP・機能か", "which service, application or function"),
  device: technical("カードの種別と扱い方", "what kind of card it is and how it is spoken to"),
  order: technical("順序と再送の判断", "the order of things, and what comes again"),
  keyMaterial: technical("鍵（暗号化して保存）", "a key, enciphered"),
  proof: technical("改ざんの検出", "to show that nothing was altered"),
  schema: technical("データベースの版", "the version of the database"),
} as const satisfies Record<string, Purpose>;

export type Basis = keyof typeof bases;
export type Keeping = keyof typeof keepings;
export type PurposeName = keyof typeof purposes;

/** What the inventory says of a column that differs from its table. */
export interface ColumnEntry {
  readonly purpose: PurposeName;
  readonly basis?: Basis;
  readonly keep?: Keeping;
}

/** What the inventory says of one table. */
export interface TableEntry {
  readonly about: Bilingual;
  /** Whom its personal columns tell of. */
  readonly whom: "resident" | "operator" | "both" | "nobody";
  readonly basis: Basis;
  readonly keep: Keeping;
  readonly columns: Readonly<Record<string, PurposeName | ColumnEntry>>;
}

export type Tables = Readonly<Record<string, TableEntry>>;
