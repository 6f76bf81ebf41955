import { words } from "./words.js";

/** Operations as the wire names them in `progress`, the journal and the resume list. */
export const operationTexts = words("operation", {
  "cardApps.load": { ja: "カードAPの搭載", en: "Load" },
  "cardApps.delete": { ja: "カードAPの削除", en: "Delete" },
  "cardApps.list": { ja: "カードAPの一覧", en: "List" },
  "issuance.kinds": { ja: "交付できる証明書の確認", en: "See what can be issued" },
  "issuance.issue": { ja: "証明書の交付", en: "Issue a certificate" },
  "cardApps.setPin": { ja: "暗証番号の設定", en: "Set the PIN" },
  "cardApps.upgrade": { ja: "カードAPの更新", en: "Upgrade" },
  "card.diagnose": { ja: "障害の切り分け", en: "Isolate the fault" },
  "area.set": { ja: "領域設定", en: "Set the area" },
  "area.rekey": { ja: "領域の鍵の更新", en: "Renew the area key" },
  "move.inspect": { ja: "引越継続の確認", en: "Inspect for a move" },
  "move.continue": { ja: "引越継続", en: "Move continuation" },
  "users.register": { ja: "利用者登録", en: "Register" },
  "bulk.load": { ja: "連続搭載", en: "Bulk load" },
  load: { ja: "搭載の申込み", en: "Application for a load" },
  delete: { ja: "削除の申込み", en: "Application for a deletion" },
  start: { ja: "利用開始の伝達", en: "Message: use begins" },
  end: { ja: "利用終了の伝達", en: "Message: use ends" },
});
