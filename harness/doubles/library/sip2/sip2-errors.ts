import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What goes wrong between a self-service machine or a window and a library system that speaks SIP2. */
export const sip2Errors = errorFamily("library-line", {
  "bad-message": {
    en: {
      cause: "a line is no message of SIP2 2.00, or its checksum is wrong",
      remedy: "Compare the settings of both ends: version 2.00, error detection on, UTF-8.",
    },
    ja: {
      cause: "SIP2 2.00 の電文ではないか、チェックサムが一致しません",
      remedy: "両端の設定（版数 2.00、誤り検出あり、UTF-8）を確認してください。",
    },
  },
  "bad-answer": {
    en: {
      cause: "the library system answered something else than it was asked",
      remedy: "Nothing is known of what was asked: look at the library system before it is asked again.",
    },
    ja: {
      cause: "図書館システムの応答が要求と対応していません",
      remedy: "要求の結果は不明です。図書館システム側の状態を確認してからやり直してください。",
    },
  },
  "login-refused": {
    en: {
      cause: "the library system refuses the login",
      remedy: "Compare user, password and location with those that it has for this terminal.",
    },
    ja: {
      cause: "図書館システムへのログインが拒否されました",
      remedy: "図書館システムに登録された端末の利用者名、パスワード、設置場所を確認してください。",
    },
  },
  refused: {
    en: { cause: "the library system refuses it", remedy: "The reason is what the library system says of it." },
    ja: { cause: "図書館システムが受け付けませんでした", remedy: "図書館システムの表示する理由を確認してください。" },
  },
  "bad-value": {
    en: {
      cause: "a value cannot stand in a SIP2 message",
      remedy: "Numbers of users and items hold no vertical bar and no control character.",
    },
    ja: { cause: "SIP2 の電文に入れられない値です", remedy: "縦棒と制御文字を含まない番号を使用してください。" },
  },
  unreachable: {
    en: {
      cause: "the library system does not answer",
      remedy: "Check that it runs and its address; what was asked may or may not have been done.",
    },
    ja: {
      cause: "図書館システムから応答がありません",
      remedy: "稼働とアドレスを確認してください。要求が処理されたかどうかは不明です。",
    },
  },
});
