import { words } from "./words.js";

/** Titles of the screens, and what stands on their tabs. */
export const screenTexts = words("screen", {
  users: { ja: "利用者管理", en: "Users" },
  usersShort: { ja: "利用者", en: "Users" },
  load: { ja: "カードAPダウンロード", en: "Load a card application" },
  loadShort: { ja: "搭載", en: "Load" },
  delete: { ja: "カードAP削除", en: "Delete a card application" },
  deleteShort: { ja: "削除", en: "Delete" },
  list: { ja: "カード内AP一覧参照", en: "Applications on the card" },
  listShort: { ja: "一覧", en: "List" },
  diagnose: { ja: "カード障害切り分け", en: "Isolate a card fault" },
  diagnoseShort: { ja: "障害切り分け", en: "Faults" },
  pin: { ja: "暗証番号の設定・ロック解除", en: "Set or unlock a PIN" },
  pinShort: { ja: "暗証番号", en: "PIN" },
  stops: { ja: "停止措置・解除", en: "Stops" },
  stopsShort: { ja: "停止", en: "Stops" },
  audit: { ja: "監査ログの参照・検証", en: "Audit log" },
  auditShort: { ja: "監査", en: "Audit" },
  operators: { ja: "オペレータID管理", en: "Operator ids" },
  operatorsShort: { ja: "オペレータID", en: "Operator ids" },
  issuance: { ja: "証明書の窓口交付", en: "Certificates at the counter" },
  issuanceShort: { ja: "証明書", en: "Certificates" },
  cardArea: { ja: "領域設定", en: "Regional area" },
  cardAreaShort: { ja: "領域", en: "Area" },
  bulk: { ja: "連続搭載", en: "Bulk load" },
  bulkShort: { ja: "連続搭載", en: "Bulk" },
});
