import { errorFamily } from "#card/errors/madoguchi-error.js";

export const mynaErrors = errorFamily("myna", {
  "malformed-file": {
    en: {
      cause: "a file of the card does not have the layout that its application prescribes",
      remedy: "Read the file again; if it stays so, keep the card aside and report the file and the place named.",
    },
    ja: {
      cause: "カード内ファイルの構造が、アプリケーションの定める形式と一致しません",
      remedy: "もう一度読み取ってください。解消しない場合は、示されたファイルと位置を添えて報告してください。",
    },
  },
  "bad-value": {
    en: {
      cause: "a value cannot be written into a file of the card",
      remedy: "Correct the value named so that it has the length and characters that the card-facts page gives.",
    },
    ja: {
      cause: "カード内ファイルに書き込めない値です",
      remedy: "示された項目の桁数と文字種を確認し、正しい値に直してください。",
    },
  },
  refused: {
    en: {
      cause: "the card refused a command",
      remedy: "See the status word: verify the PIN that the file needs, or check that this is a My Number card.",
    },
    ja: {
      cause: "カードがコマンドを拒否しました",
      remedy: "ステータスワードを確認し、必要な暗証番号を照合するか、マイナンバーカードであることを確認してください。",
    },
  },
  "session-broken": {
    en: {
      cause: "the secure messaging session with the card is lost",
      remedy: "Select the application again, verify the PIN and open a new session.",
    },
    ja: {
      cause: "カードとのセキュアメッセージングセッションが失われました",
      remedy: "アプリケーションを選択し直し、暗証番号を照合して新しいセッションを開始してください。",
    },
  },
  "bad-response": {
    en: {
      cause: "the card's protected response cannot be opened",
      remedy: "Open a new session; if it happens again, check the reader and the card.",
    },
    ja: {
      cause: "カードからの保護されたレスポンスを復号できません",
      remedy: "新しいセッションを開始してください。繰り返す場合はリーダとカードを確認してください。",
    },
  },
});
