import type { Bilingual, ResultOf } from "../../api/contract/index.js";

export type Diagnosis = ResultOf<"card.diagnose">;
export type Verdict = Diagnosis["verdict"];
export type CheckName = "service" | "reader" | "card-present" | "card-answers" | "card-known" | "area" | "applications";

/** The checks in their order: what a fault in one makes the verdict, and what to do then. */
export const CHECKS: readonly CheckName[] = [
  "service",
  "reader",
  "card-present",
  "card-answers",
  "card-known",
  "area",
  "applications",
];

/** What the operator is told to do, one advice for each verdict. */
export const ADVICE: Readonly<Record<Verdict, Bilingual>> = {
  ok: { en: "No fault was found. Go on.", ja: "異常は見つかりませんでした。そのまま続けられます。" },
  service: {
    en: "The PC/SC service is down. Wait for it to come back, or start pcscd.",
    ja: "PC/SCサービスが停止しています。復旧を待つか、pcscdを起動してください。",
  },
  reader: {
    en: "The reader is gone. Check its cable, or use another reader.",
    ja: "リーダが見つかりません。ケーブルを確認するか、別のリーダを使用してください。",
  },
  "no-card": {
    en: "There is no card in the reader. Put it in.",
    ja: "リーダにカードがありません。カードを置いてください。",
  },
  "card-mute": {
    en: "The card does not answer. Clean it and try it in another reader; if another card answers here, this one is faulty.",
    ja: "カードが応答しません。清掃して別のリーダで試してください。別のカードが応答する場合はこのカードの故障です。",
  },
  "card-unknown": {
    en: "The card answers, but it is of an unknown kind or has no regional area. Ask for the holder's My Number card.",
    ja: "カードは応答しますが、対応していない種類か、地域住民向け領域がありません。マイナンバーカードか確認してください。",
  },
  area: {
    en: "The regional area is damaged. Loaded applications cannot be relied on: the card must be reissued.",
    ja: "地域住民向け領域が壊れています。搭載済みのカードAPは利用できません。カードの再発行が必要です。",
  },
  application: {
    en: "An application is incomplete. Delete it and load it again.",
    ja: "不完全なカードAPがあります。削除してから搭載し直してください。",
  },
  locked: {
    en: "An application is locked. Check the holder's identity and set a new PIN.",
    ja: "カードAPがロックされています。本人確認のうえ、暗証番号を再設定してください。",
  },
};
