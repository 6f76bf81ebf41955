import type { Bilingual } from "#harness/evidence/types.js";

/** What the municipality has to write down: what shows that it is done, and for rules their name and day. */
export type Asked = "evidence" | "rule" | "date";

/** One measure of operation (III.2.2). The system shows the policy; the measure is drawn up and carried out by the municipality (R-OPS-04). */
export interface ReadinessItem {
  readonly requirement: string;
  readonly name: Bilingual;
  /** What the system does towards it; it is never the measure. */
  readonly policy: Bilingual;
  /** What the municipality does. */
  readonly measure: Bilingual;
  readonly asks: readonly Asked[];
}

const EVIDENCE = ["evidence"] as const;

/** The regulations of III.2.2, each to be answered before a rollout. */
export const checklist: readonly ReadinessItem[] = [
  {
    requirement: "R-OPS-01",
    name: {
      ja: "サーバ・端末・ネットワーク機器の盗難・不正利用の防止",
      en: "theft and misuse of server, terminals and network equipment",
    },
    policy: {
      ja: "登録した端末・リーダだけを受け付ける設定があり、それ以外は拒否して記録する（known、R-OPS-07）",
      en: "a list of known terminals and readers can be set; others are refused and put on record (known, R-OPS-07)",
    },
    measure: {
      ja: "機器の設置場所・施錠・持出しの管理",
      en: "where equipment stands, how it is locked, who may take it away",
    },
    asks: EVIDENCE,
  },
  {
    requirement: "R-OPS-02",
    name: { ja: "カード・帳票・電子記録媒体の保管と使用", en: "keeping and use of cards, forms and media" },
    policy: {
      ja: "帳票の印刷と媒体への出力は、操作者・対象・件数とともに監査ログに残る",
      en: "each form that is printed and each file that is put out is in the audit log, with operator, object and count",
    },
    measure: {
      ja: "カード・帳票・媒体の保管場所、受払簿、廃棄",
      en: "where cards, forms and media are kept, who takes them, how they are destroyed",
    },
    asks: EVIDENCE,
  },
  {
    requirement: "R-OPS-03",
    name: { ja: "コンピュータウイルス対策、ログ監査等", en: "protection against viruses, log audit and so on" },
    policy: {
      ja: "ログ監査報告を作成し、遅れを日数で示す（audit.report）",
      en: "the log-audit report is made on demand, and says by how many days it is late (audit.report)",
    },
    measure: {
      ja: "ウイルス対策の導入と更新、ログ監査の実施",
      en: "protection that is installed and kept new, and the audit itself",
    },
    asks: EVIDENCE,
  },
  {
    requirement: "R-OPS-05",
    name: { ja: "運用管理規程の制定と遵守", en: "rules of operation, and obeying them" },
    policy: { ja: "権限・保存期間・待ち時間などは設定項目である", en: "rights, keeping and idle times are settings" },
    measure: {
      ja: "自団体の実情に合った規程の制定と遵守",
      en: "rules that fit the state of the municipality, and that are obeyed",
    },
    asks: ["rule", "date"],
  },
  {
    requirement: "R-OPS-06",
    name: { ja: "物理的な侵入の防止（入退室管理等）", en: "physical intrusion: entry and exit control, for example" },
    policy: { ja: "システムは関与しない", en: "the system takes no part in it" },
    measure: { ja: "サーバ室の入退室管理", en: "who enters and leaves the rooms of the equipment" },
    asks: EVIDENCE,
  },
];
