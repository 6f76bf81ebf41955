import { words } from "./words.js";

/** Setting the PIN of a card application, and lifting its lock. */
export const pinTexts = words("pin", {
  choose: { ja: "暗証番号を設定するサービス", en: "Service whose PIN is set" },
  none: {
    ja: "暗証番号を設定できるカードAPはありません。",
    en: "The card has no application of this municipality to set a PIN for.",
  },
  locked: { ja: "ロック中 · 新しい暗証番号で解除します", en: "Locked: a new PIN lifts it" },
  inUse: { ja: "利用中 · 暗証番号を変更します", en: "In use: the PIN is changed" },
  toSet: { ja: "未設定 · 暗証番号を設定します", en: "Not set yet" },
  entry: { ja: "本人による入力", en: "Entered by the holder" },
  entryHint: {
    ja: "画面を本人に向け、見えないように本人が入力します。操作者は入力しません。",
    en: "Turn the screen to the holder, who enters it unseen. The operator does not.",
  },
  pin: { ja: "新しい暗証番号", en: "New PIN" },
  again: { ja: "もう一度入力", en: "Once more" },
  differs: { ja: "2つの入力が一致しません。", en: "The two entries differ." },
  identity: {
    ja: "ロック解除のため、本人確認書類で本人であることを確認しました",
    en: "To lift the lock, the holder's identity was checked",
  },
  noUnlock: {
    ja: "ロックの解除には責任者の権限が必要です。責任者に交代してください。",
    en: "Lifting a lock takes the right of a senior. Ask one to log in.",
  },
  setIt: { ja: "暗証番号を設定", en: "Set the PIN" },
  liftIt: { ja: "ロックを解除して設定", en: "Lift the lock and set the PIN" },
  done: { ja: "{service}の暗証番号を設定しました。", en: "The PIN of {service} is set." },
  lifted: { ja: "{service}のロックを解除し、暗証番号を設定しました。", en: "{service} is unlocked and has a new PIN." },
});
