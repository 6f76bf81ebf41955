import type { Bilingual } from "./method.js";

/** Rights (権限) that an operator's roles give; each protected method names exactly one (R-OPR-09). */
export const rights = {
  "data.import": { en: "import data from outside systems", ja: "外部データの取り込み" },
  "data.export": { en: "write user information to files", ja: "利用者情報のファイル出力" },
  "resident.read": { en: "read resident information", ja: "住民情報の参照" },
  "resident.manual": {
    en: "enter residents by hand, where the municipality allows it (A-08)",
    ja: "住民情報の手入力（市町村が許可した場合）",
  },
  "privacy.disclose": {
    en: "disclose to a resident what is held of him or her (R-PRIV-09)",
    ja: "本人への保有個人情報の開示",
  },
  "user.register": { en: "register users and record their applications", ja: "利用者登録・申込みの記録" },
  "card.area": { en: "set the regional area of a card", ja: "領域設定" },
  "card.load": { en: "load a card application", ja: "カードAPダウンロード" },
  "card.list": { en: "list the applications on a card", ja: "カード内AP一覧参照" },
  "card.delete": { en: "delete a card application", ja: "カードAP削除" },
  "card.delete-inactive": {
    en: "delete from a card that is expired, returned or revoked (A-05)",
    ja: "有効期限切れ・返納・廃止カードからのカードAP削除",
  },
  "card.pin": { en: "set the PIN of a card application", ja: "カードAPの暗証番号設定" },
  "card.unlock": {
    en: "lift the PIN lock of a card application after an identity check (R-PIN-06)",
    ja: "本人確認後のカードAPのロック解除",
  },
  "card.move": { en: "take over the card of a resident who moved in", ja: "転入者のカードの引越継続" },
  "card.hand-over": {
    en: "issue a ticket that hands the card of a resident who moved out to another municipality",
    ja: "転出者のカードの引継チケット発行",
  },
  "card.stop": { en: "stop a card after a report of loss and the like", ja: "停止措置" },
  "card.lift-stop": { en: "lift a stop after an identity check (A-46)", ja: "本人確認後の停止措置の解除" },
  "card.stops": { en: "list stopped cards", ja: "停止措置の一覧参照" },
  "hand-over.repeat": {
    en: "repeat a message that a business system refused",
    ja: "業務システムが拒否した情報の再送",
  },
  "card.certificate": {
    en: "issue certificates at the counter with the holder's card (R-SYS-17)",
    ja: "窓口での証明書の交付（窓口交付機能）",
  },
  "card.diagnose": { en: "isolate card faults", ja: "カード障害切り分け" },
  "operator.manage": { en: "manage operator ids", ja: "オペレータID管理" },
  "system.settings": { en: "initial settings and area key registration", ja: "システム設定・独自利用領域キー登録" },
  "tuning.edit": {
    en: "tune screens, forms and data items (R-TUNE-11)",
    ja: "パラメータ設定（画面・帳票・DB項目のチューニング）",
  },
  "group.masters": { en: "read the shared masters of joint-use groups", ja: "共同利用マスタの参照" },
  "audit.read": { en: "read and verify the audit log", ja: "監査ログの参照・検証" },
} as const satisfies Record<string, Bilingual>;

export type Right = keyof typeof rights;

export const rightNames = Object.keys(rights) as readonly Right[];

/**
 * What a call needs: nothing, any session (operator or business system), a business system's session
 * (client certificate), or an operator's right.
 */
export type Need = "none" | "session" | "system" | Right;

/** Roles (役割) of operators. Their rights are fixed here; which operator has which role is data. */
export const roles = {
  counter: {
    label: { en: "counter clerk", ja: "窓口職員" },
    rights: [
      "resident.read",
      "user.register",
      "card.area",
      "card.load",
      "card.list",
      "card.delete",
      "card.pin",
      "card.move",
      "card.stop",
      "card.stops",
      "card.certificate",
      "card.diagnose",
    ],
  },
  senior: {
    label: { en: "senior", ja: "責任者" },
    rights: [
      "data.import",
      "data.export",
      "resident.read",
      "resident.manual",
      "privacy.disclose",
      "user.register",
      "card.area",
      "card.load",
      "card.list",
      "card.delete",
      "card.delete-inactive",
      "card.pin",
      "card.unlock",
      "card.move",
      "card.hand-over",
      "card.stop",
      "card.lift-stop",
      "card.stops",
      "hand-over.repeat",
      "card.certificate",
      "card.diagnose",
      "tuning.edit",
    ],
  },
  administrator: {
    label: { en: "system administrator", ja: "システム管理者" },
    rights: ["data.import", "operator.manage", "system.settings", "card.diagnose", "tuning.edit", "group.masters"],
  },
  auditor: { label: { en: "auditor", ja: "監査" }, rights: ["audit.read"] },
} as const satisfies Record<string, { readonly label: Bilingual; readonly rights: readonly Right[] }>;

export type Role = keyof typeof roles;

export const roleNames = Object.keys(roles) as [Role, ...Role[]];

/** Rights of a set of roles, without repetition, in the order of the catalogue. */
export function rightsOf(held: readonly Role[]): readonly Right[] {
  const given = new Set<Right>(held.flatMap((role) => roles[role].rights));
  return rightNames.filter((right) => given.has(right));
}
