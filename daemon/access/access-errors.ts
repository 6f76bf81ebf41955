import { errorFamily } from "#card/errors/madoguchi-error.js";

export const accessErrors = errorFamily("access", {
  "unknown-handle": {
    en: {
      cause: "this session holds no card under this handle",
      remedy: "Open the application again and use the handle that the answer gives.",
    },
    ja: {
      cause: "指定されたハンドルで利用中のカードAPはありません",
      remedy: "カードAPを開き直し、応答で返されたハンドルを使用してください。",
    },
  },
  idle: {
    en: {
      cause: "the card was let go because nothing was sent to it for too long",
      remedy: "Open the application again; keep it open only while commands are sent.",
    },
    ja: {
      cause: "一定時間コマンドが送られなかったため、カードを解放しました",
      remedy: "カードAPを開き直してください。利用する間だけ開いてください。",
    },
  },
  "too-long": {
    en: {
      cause: "the card was let go because it was held for as long as a card may be held",
      remedy: "Open the application again: whether it may be used is asked anew.",
    },
    ja: {
      cause: "カードを占有できる時間の上限に達したため、カードを解放しました",
      remedy: "カードAPを開き直してください。利用可否を改めて確認します。",
    },
  },
  closed: {
    en: { cause: "the application was closed", remedy: "Open the application again." },
    ja: { cause: "カードAPの利用は終了しています", remedy: "カードAPを開き直してください。" },
  },
  firewall: {
    en: {
      cause: "the command would leave the paired application, or touch what is not its own",
      remedy: "Send only commands of the application itself: no selection, no other channel, no card management.",
    },
    ja: {
      cause: "対応するカードAPの範囲を越えるコマンドです",
      remedy: "カードAP自身のコマンドだけを送ってください。選択・チャネル変更・カード管理のコマンドは送れません。",
    },
  },
  "select-failed": {
    en: {
      cause: "the card did not let the paired application be selected",
      remedy: "Run the card fault isolation at the counter.",
    },
    ja: {
      cause: "対応するカードAPを選択できませんでした",
      remedy: "窓口でカード障害切り分けを実行してください。",
    },
  },
});
