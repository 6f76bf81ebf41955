import type { Bilingual, Right } from "../api/contract/index.js";

const words = (ja: string, en: string): Bilingual => ({ ja, en });

/** What may stand on a form: `must` stays however the form is laid out. */
export interface FormField {
  readonly label: Bilingual;
  readonly mandatory: boolean;
}

const field = (ja: string, en: string, must?: "must"): FormField => ({
  label: words(ja, en),
  mandatory: must === "must",
});

const person = {
  residentId: field("住民ID", "Resident id"),
  name: field("氏名", "Name", "must"),
  kana: field("フリガナ", "Kana"),
  address: field("住所", "Address"),
  birth: field("生年月日", "Born"),
  sex: field("性別", "Sex"),
  movedOut: field("転出等の日", "Left on"),
} as const satisfies Record<string, FormField>;

export interface FormKind {
  readonly title: Bilingual;
  /** The right that prints it. */
  readonly right: Right;
  /** A table over pages, or fields on a sheet. */
  readonly shape: "sheet" | "list";
  readonly fields: Readonly<Record<string, FormField>>;
  /** Whether added items stand on it, under their own names. */
  readonly items?: true;
  readonly paper: "A4" | "A5";
  readonly orientation: "portrait" | "landscape";
}

const A4 = { paper: "A4", orientation: "portrait" } as const;

/** Every form (帳票) with the fields that it can show: a layout may name these and no others (R-TUNE-03, R-DATA-12). */
export const formKinds = {
  application: {
    title: words("申込書（控え）", "Application (copy)"),
    right: "resident.read",
    shape: "sheet",
    ...A4,
    items: true,
    fields: {
      number: field("受付番号", "Number", "must"),
      service: field("サービス", "Service", "must"),
      kind: field("申込内容", "Applied for", "must"),
      takenAt: field("受付日時", "Taken at"),
      takenBy: field("受付者", "Taken by"),
      ...person,
    },
  },
  "issue-slip": {
    title: words("利用登録票", "Slip of registration"),
    right: "resident.read",
    shape: "sheet",
    ...A4,
    items: true,
    fields: {
      number: field("登録番号", "Number", "must"),
      service: field("サービス", "Service", "must"),
      card: field("カード", "Card", "must"),
      state: field("状態", "State", "must"),
      since: field("日時", "Since"),
      ...person,
    },
  },
  "load-receipt": {
    title: words("カードAP搭載 受領書", "Receipt of a load"),
    right: "resident.read",
    shape: "sheet",
    ...A4,
    items: true,
    fields: {
      service: field("搭載したサービス", "Service loaded", "must"),
      number: field("登録番号", "Number", "must"),
      card: field("カード", "Card", "must"),
      since: field("搭載日時", "Loaded at", "must"),
      ...person,
    },
  },
  "stop-notice": {
    title: words("停止措置通知", "Notice of a stop"),
    right: "resident.read",
    shape: "sheet",
    ...A4,
    items: true,
    fields: {
      card: field("カード", "Card", "must"),
      reason: field("理由", "Reason", "must"),
      reportedBy: field("届出者", "Reported by"),
      stoppedAt: field("停止日時", "Stopped at", "must"),
      stoppedBy: field("処理者", "Stopped by"),
      ...person,
    },
  },
  user: {
    title: words("利用者票", "Sheet of a user"),
    right: "resident.read",
    shape: "sheet",
    ...A4,
    items: true,
    fields: {
      number: field("利用者番号", "User number", "must"),
      card: field("カード", "Card"),
      registeredAt: field("登録日時", "Registered at"),
      registeredBy: field("登録者", "Registered by"),
      ...person,
    },
  },
  "user-list": {
    title: words("利用者一覧", "List of users"),
    right: "data.export",
    shape: "list",
    paper: "A4",
    orientation: "landscape",
    items: true,
    fields: {
      row: field("番号", "No."),
      name: field("氏名", "Name", "must"),
      kana: field("フリガナ", "Kana"),
      address: field("住所", "Address"),
      birth: field("生年月日", "Born"),
      sex: field("性別", "Sex"),
      card: field("カード", "Card"),
      registeredAt: field("登録日時", "Registered at"),
      residentId: field("住民ID", "Resident id"),
    },
  },
  "operator-list": {
    title: words("操作者一覧", "List of operators"),
    right: "operator.manage",
    shape: "list",
    paper: "A4",
    orientation: "landscape",
    fields: {
      operatorId: field("業務内ID", "Operator id", "must"),
      name: field("氏名", "Name", "must"),
      roles: field("役割", "Roles", "must"),
      withdrawn: field("除いた権限", "Rights withdrawn"),
      state: field("状態", "State", "must"),
    },
  },
  "audit-extract": {
    title: words("監査ログ抄本", "Extract of the audit log"),
    right: "audit.read",
    shape: "list",
    paper: "A4",
    orientation: "landscape",
    fields: {
      sequence: field("行番号", "Row", "must"),
      at: field("日時", "At", "must"),
      event: field("操作", "Event", "must"),
      outcome: field("結果", "Outcome", "must"),
      actor: field("操作者", "By", "must"),
      target: field("対象", "Target", "must"),
      code: field("エラーコード", "Code"),
      hash: field("ハッシュ（先頭16桁）", "Hash (first 16 digits)"),
    },
  },
  disclosure: {
    title: words("保有個人情報開示書", "Disclosure of personal data held"),
    right: "privacy.disclose",
    shape: "sheet",
    ...A4,
    items: true,
    // All that is held is disclosed, whatever a layout would rather leave out (R-PRIV-09).
    fields: Object.fromEntries(Object.entries(person).map(([id, one]) => [id, { ...one, mandatory: true }])),
  },
} as const satisfies Record<string, FormKind>;

export type FormId = keyof typeof formKinds;
export const formIds = Object.keys(formKinds) as [FormId, ...FormId[]];

/** The kind by its id, as every kind has it. */
export const formKind = (id: FormId): FormKind => formKinds[id];
