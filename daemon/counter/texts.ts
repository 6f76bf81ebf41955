export type Language = "ja" | "en";

const texts = {
  title: { ja: "カード窓口", en: "Card counter" },
  connecting: { ja: "サーバに接続しています…", en: "Connecting to the server…" },
  offline: {
    ja: "サーバとの接続が切れました。自動的に再接続します。",
    en: "The connection to the server is lost. It is made again by itself.",
  },
  municipality: { ja: "市区町村", en: "Municipality" },
  operatorId: { ja: "業務内ID", en: "Operator id" },
  password: { ja: "パスワード", en: "Password" },
  login: { ja: "ログイン", en: "Log in" },
  logout: { ja: "終了", en: "Log out" },
  readers: { ja: "カードリーダ", en: "Card readers" },
  noReader: { ja: "リーダが接続されていません。", en: "No reader is attached." },
  serviceDown: {
    ja: "PC/SCサービスが停止しています。復旧すると自動的に表示が戻ります。",
    en: "The PC/SC service is down. This view comes back by itself.",
  },
  empty: { ja: "カードなし", en: "No card" },
  mute: { ja: "応答なし", en: "Does not answer" },
  unknown: { ja: "対応していないカード", en: "Unsupported card" },
  ready: { ja: "使用できます", en: "Ready" },
  chooseReader: { ja: "カードを置くと、ここに状態が表示されます。", en: "Put a card on a reader to see it here." },
  cardId: { ja: "カードID", en: "Card id" },
  kind: { ja: "カードの種類", en: "Kind of card" },
  myna: { ja: "マイナンバーカード", en: "My Number card" },
  juki: { ja: "住基カード", en: "Juki card" },
  list: { ja: "カード内AP一覧参照", en: "List applications" },
  diagnose: { ja: "カード障害切り分け", en: "Find the fault" },
  working: { ja: "カードを処理しています。取り除かないでください。", en: "Working on the card. Do not remove it." },
  area: { ja: "地域住民向け領域", en: "Regional area" },
  areaJuki: { ja: "独自利用領域", en: "Regional area (Juki card)" },
  areaNotSet: { ja: "未設定", en: "not set" },
  free: { ja: "空き", en: "free" },
  octets: { ja: "バイト", en: "octets" },
  noApplications: { ja: "カードAPは搭載されていません。", en: "No card application is loaded." },
  name: { ja: "名称", en: "Name" },
  version: { ja: "版", en: "Version" },
  state: { ja: "状態", en: "State" },
  size: { ja: "容量", en: "Size" },
  loading: { ja: "搭載が中断", en: "load interrupted" },
  installed: { ja: "搭載済(未設定)", en: "installed" },
  personalised: { ja: "利用可", en: "in use" },
  locked: { ja: "ロック", en: "locked" },
  journal: { ja: "中断中の処理", en: "Interrupted operations" },
  journalHint: {
    ja: "同じカードを置くと、自動的に完了または取り消されます。",
    en: "Put the same card back: each is finished or undone by itself.",
  },
  ok: { ja: "正常", en: "fine" },
  fault: { ja: "異常", en: "fault" },
  skipped: { ja: "対象外", en: "skipped" },
  service: { ja: "PC/SCサービス", en: "PC/SC service" },
  reader: { ja: "カードリーダ", en: "Card reader" },
  "no-card": { ja: "カードがありません", en: "no card" },
  "card-present": { ja: "カードの有無", en: "Card present" },
  "card-mute": { ja: "カード(応答なし)", en: "card (does not answer)" },
  "card-answers": { ja: "カードの応答", en: "Card answers" },
  "card-unknown": { ja: "カード(対応していない種類)", en: "card (unsupported kind)" },
  "card-known": { ja: "カードの種類の判別", en: "Kind of card known" },
  application: { ja: "カードAP", en: "card application" },
  applications: { ja: "カードAP", en: "Card applications" },
  noFault: { ja: "異常は見つかりませんでした", en: "No fault found" },
  faultFound: { ja: "異常箇所", en: "Fault found in" },
  ownerOther: { ja: "他市町村", en: "other municipality" },
  ownerUnknown: { ja: "他機関", en: "another organisation" },
  ended: { ja: "セッションが終了しました。もう一度ログインしてください。", en: "The session ended. Log in again." },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

export type TextKey = keyof typeof texts;

/** True when a name that came over the wire has a text of its own. */
export function hasText(key: string): key is TextKey {
  return Object.hasOwn(texts, key);
}

export function text(key: TextKey, language: Language): string {
  return texts[key][language];
}
