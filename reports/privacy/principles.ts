import type { Bilingual } from "#harness/evidence/types.js";

/** One of the eight principles of the OECD's recommendation of 1980, as the guide lists them (III.1, note). */
export interface Principle {
  readonly sign: string;
  readonly name: Bilingual;
  /** The row of the catalogue that is this principle's own (R-PRIV-14). */
  readonly requirement: string;
  /** Other rows that stand for it, whose scenarios are evidence too. */
  readonly related: readonly string[];
  /** What the product does for it. */
  readonly measure: Bilingual;
}

/** The eight principles in their order; fewer would fail the report's own check (R-PRIV-14). */
export const principles: readonly Principle[] = [
  {
    sign: "①",
    name: { ja: "収集制限", en: "collection limitation" },
    requirement: "R-PRIV-03",
    related: ["R-JUKI-02"],
    measure: {
      ja: "宣言した項目だけを取り込み、宣言のない項目と個人番号を含むファイルは全件拒否する",
      en: "only declared fields are imported; a file with an undeclared one, or an individual number, is refused whole",
    },
  },
  {
    sign: "②",
    name: { ja: "データ内容", en: "data quality" },
    requirement: "R-PRIV-04",
    related: ["R-JUKI-05", "R-JUKI-08", "X-32"],
    measure: {
      ja: "情報の出所と時点を保持し、古い情報で上書きしない",
      en: "source and as-of time are kept; older data overwrite nothing",
    },
  },
  {
    sign: "③",
    name: { ja: "目的明確化", en: "purpose specification" },
    requirement: "R-PRIV-05",
    related: ["X-35"],
    measure: {
      ja: "保有する全項目に利用目的を定め、目的のない出力を拒否する",
      en: "every column has its purpose; an export without one is refused",
    },
  },
  {
    sign: "④",
    name: { ja: "利用制限", en: "use limitation" },
    requirement: "R-PRIV-06",
    related: ["R-PRIV-10", "R-PRIV-11", "R-DATA-03", "X-18", "X-21", "X-22"],
    measure: {
      ja: "登録済みの業務システムに、宣言された項目だけを伝達する。市町村は自団体の住民だけを扱う",
      en: "only declared fields go to systems where the person is registered; each municipality sees its own residents",
    },
  },
  {
    sign: "⑤",
    name: { ja: "安全保護", en: "security safeguards" },
    requirement: "R-PRIV-07",
    related: ["R-AREA-06", "R-PIN-05", "R-OPR-03", "R-OPR-05", "R-STOP-04", "R-CRYPT-04", "R-NET-03"],
    measure: {
      ja: "認証・権限・暗号化・停止措置により保護する",
      en: "login, rights, encryption and stops",
    },
  },
  {
    sign: "⑥",
    name: { ja: "公開", en: "openness" },
    requirement: "R-PRIV-08",
    related: [],
    measure: {
      ja: "保有データ一覧をスキーマから生成して公開する",
      en: "the data inventory is generated from the schema and published",
    },
  },
  {
    sign: "⑦",
    name: { ja: "個人参加", en: "individual participation" },
    requirement: "R-PRIV-09",
    related: [],
    measure: {
      ja: "本人の請求により情報とアクセス履歴を開示し、他人の請求は拒否する",
      en: "record and access history are disclosed to the person, and to nobody else",
    },
  },
  {
    sign: "⑧",
    name: { ja: "責任", en: "accountability" },
    requirement: "R-PRIV-13",
    related: ["R-LOG-01", "R-LOG-02", "R-LOG-05"],
    measure: {
      ja: "すべての操作に操作者と市町村を記録し、改ざんを検出できるようにする",
      en: "every act bears operator and municipality, in a log whose alteration shows",
    },
  },
];

/** The three sides from which the guide protects personal data (III.1, R-PRIV-01). */
export interface Side {
  readonly name: Bilingual;
  readonly section: string;
  readonly measure: Bilingual;
  /** Beginnings of the ids whose scenarios are this side's evidence. */
  readonly areas: readonly string[];
}

export const sides: readonly Side[] = [
  {
    name: { ja: "制度", en: "law" },
    section: "III.1.1",
    measure: {
      ja: "法令・条例に基づく取扱い（サービスごとの条例、保有データ一覧）",
      en: "handling under the Act and the ordinances: an ordinance for each service, the data inventory",
    },
    areas: ["R-SVC-12", "R-AREA-10", "R-PRIV-02", "R-PRIV-08", "X-16"],
  },
  {
    name: { ja: "技術", en: "technology" },
    section: "III.2.1",
    measure: {
      ja: "システム・カード・通信の技術的対策",
      en: "technical measures in the system, on the card and on the line",
    },
    areas: ["R-OPR-", "R-STOP-", "R-PRIV-1", "R-LOG-", "R-SEC-", "R-PIN-", "R-AREA-06", "R-NET-", "R-CRYPT-"],
  },
  {
    name: { ja: "運用", en: "operation" },
    section: "III.2.2",
    measure: {
      ja: "市町村が行う運用上の対策（専用回線、ファイアウォール、教育、点検）",
      en: "what the municipality itself does: lines, firewall, training, checks",
    },
    areas: ["R-OPS-"],
  },
];

/** The three harms that are to be prevented, each by a scenario of its own (R-PRIV-12). */
export const harms: readonly { readonly name: Bilingual; readonly mark: string }[] = [
  { name: { ja: "システム横断的な収集", en: "collection across systems" }, mark: "collection" },
  { name: { ja: "関連付け", en: "association" }, mark: "association" },
  { name: { ja: "目的外利用", en: "off-purpose use" }, mark: "off-purpose" },
];
