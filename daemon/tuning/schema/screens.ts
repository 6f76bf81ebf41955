import { z } from "zod";
import type { Bilingual } from "../../api/contract/index.js";
import { named, wording } from "./text.js";

const field = (ja: string, en: string, must?: "must") => ({ label: { ja, en }, mandatory: must === "must" });

export interface ScreenField {
  readonly label: Bilingual;
  /** Without it the screen could not be worked with: it may be moved and named anew, not hidden (R-TUNE-02). */
  readonly mandatory: boolean;
}

export interface Screen {
  readonly label: Bilingual;
  readonly fields: Readonly<Record<string, ScreenField>>;
  /** Whether items that the municipality added stand here too, under their own names. */
  readonly items?: true;
}

const person = {
  residentId: field("住民ID", "Resident id"),
  name: field("氏名", "Name", "must"),
  kana: field("フリガナ", "Kana"),
  address: field("住所", "Address"),
  birth: field("生年月日", "Born"),
  sex: field("性別", "Sex"),
} as const;

/** The screens whose fields can be put in order, named and hidden. */
export const screens = {
  menu: {
    label: { ja: "利用環境設定", en: "Menu" },
    fields: {
      title: field("画面名", "Title", "must"),
      guidance: field("タイトルガイダンス", "Guidance", "must"),
      rows: field("業務の一覧", "Rows", "must"),
      operator: field("操作者", "Operator"),
      end: field("終了", "End", "must"),
      footer: field("フッタ", "Footer", "must"),
    },
  },
  "resident-search": {
    label: { ja: "住民検索", en: "Search for residents" },
    fields: { ...person, movedOut: field("転出等の日", "Left on"), source: field("情報の出所", "Source") },
    items: true,
  },
  user: {
    label: { ja: "利用者", en: "User" },
    fields: {
      userId: field("利用者番号", "User number"),
      ...person,
      cardId: field("カード", "Card", "must"),
      registeredAt: field("登録日時", "Registered at"),
      registeredBy: field("登録者", "Registered by"),
    },
    items: true,
  },
  card: {
    label: { ja: "カード", en: "Card" },
    fields: {
      cardId: field("カード番号", "Card number"),
      kind: field("種別", "Kind"),
      status: field("運用状態", "Operation status", "must"),
      stop: field("停止措置", "Stop", "must"),
      area: field("領域", "Area", "must"),
      memory: field("空き容量", "Free memory"),
      applications: field("カードAP", "Applications", "must"),
    },
  },
  applications: {
    label: { ja: "申込み", en: "Applications" },
    fields: {
      applicationId: field("受付番号", "Number"),
      service: field("サービス", "Service", "must"),
      kind: field("申込内容", "Applied for", "must"),
      recordedAt: field("受付日時", "Taken at"),
      recordedBy: field("受付者", "Taken by"),
    },
  },
  stops: {
    label: { ja: "停止措置", en: "Stops" },
    fields: {
      cardId: field("カード", "Card", "must"),
      name: field("氏名", "Name"),
      reason: field("理由", "Reason", "must"),
      reportedBy: field("届出者", "Reported by"),
      setAt: field("停止日時", "Stopped at"),
      setBy: field("処理者", "Stopped by"),
    },
  },
  operators: {
    label: { ja: "オペレータ", en: "Operators" },
    fields: {
      operatorId: field("業務内ID", "Operator id", "must"),
      name: field("氏名", "Name", "must"),
      roles: field("役割", "Roles", "must"),
      rights: field("権限", "Rights"),
      state: field("状態", "State", "must"),
    },
  },
  audit: {
    label: { ja: "監査ログ", en: "Audit log" },
    fields: {
      at: field("日時", "At", "must"),
      event: field("操作", "Event", "must"),
      outcome: field("結果", "Outcome", "must"),
      actor: field("操作者", "Operator", "must"),
      target: field("対象", "Target"),
      code: field("エラーコード", "Code"),
      correlationId: field("相関ID", "Correlation id"),
    },
  },
} as const satisfies Record<string, Screen>;

export type ScreenId = keyof typeof screens;
export const screenIds = Object.keys(screens) as ScreenId[];

const fieldId = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/, { error: "itemName" });

const screenTuning = z.strictObject({
  /** Fields that come first, in this order; the others follow as they are. */
  order: z.array(fieldId).max(60).optional().meta(named("項目の順", "order of the fields")),
  hidden: z.array(fieldId).max(60).optional().meta(named("表示しない項目", "fields that are not shown")),
  labels: z.record(fieldId, wording(40)).optional().meta(named("項目名", "names of the fields")),
});

export const screenSet = z
  .strictObject(
    Object.fromEntries(
      screenIds.map((id) => [id, screenTuning.optional().meta(named(screens[id].label.ja, screens[id].label.en))]),
    ) as Record<ScreenId, z.ZodOptional<typeof screenTuning>>,
  )
  .meta(named("画面の項目", "fields of the screens"));
