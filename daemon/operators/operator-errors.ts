import { errorFamily } from "#card/errors/madoguchi-error.js";

export const sessionErrors = errorFamily("session", {
  refused: {
    en: {
      cause: "the id or the password is wrong, or login is locked after repeated failures",
      remedy: "Type both again. After five failures wait fifteen minutes, or ask the system administrator.",
    },
    ja: {
      cause: "オペレータIDまたはパスワードが違うか、失敗の繰返しによりログインが一時的に禁止されています",
      remedy: "入力し直してください。5回失敗した場合は15分待つか、システム管理者に連絡してください。",
    },
  },
  "other-method": {
    en: {
      cause: "this municipality has introduced another login method",
      remedy: "Log in by the method that is named: password, operator card or fingerprint.",
    },
    ja: {
      cause: "この市町村では、別のログイン認証方式を導入しています",
      remedy: "示された方式(パスワード、操作者識別カード、指紋)でログインしてください。",
    },
  },
  certificate: {
    en: {
      cause: "the connection does not show the client certificate that is pinned to this business system",
      remedy: "Connect with the system's own certificate, and compare its fingerprint with the configuration.",
    },
    ja: {
      cause: "この業務システムに登録されたクライアント証明書が提示されていません",
      remedy: "業務システムの証明書で接続し、フィンガープリントを設定と照合してください。",
    },
  },
  "unknown-terminal": {
    en: {
      cause: "operators do not log in from this terminal: it is not on the list of known terminals",
      remedy: "Use a terminal of the counter; or have this one added to known.terminals in the daemon's configuration.",
    },
    ja: {
      cause: "登録されていない端末のため、ログインできません",
      remedy: "登録済みの端末を使用するか、設定の known.terminals への追加を管理者に依頼してください。",
    },
  },
  "already-open": {
    en: { cause: "a session is open on this connection", remedy: "Log out first." },
    ja: { cause: "この接続では既にログインしています", remedy: "先にログアウトしてください。" },
  },
  "not-open": {
    en: { cause: "there is no session on this connection", remedy: "Log in first." },
    ja: { cause: "ログインしていません", remedy: "ログインしてください。" },
  },
  expired: {
    en: { cause: "the session ended because nothing was done for a while", remedy: "Log in again." },
    ja: { cause: "一定時間操作がなかったため、セッションが終了しました", remedy: "ログインし直してください。" },
  },
  "not-permitted": {
    en: {
      cause: "this session does not have the right that the operation needs",
      remedy: "Ask someone who has the right, or have the system administrator change the role.",
    },
    ja: {
      cause: "この操作に必要な権限がありません",
      remedy: "権限を持つ担当者に依頼するか、システム管理者に権限の変更を依頼してください。",
    },
  },
});

export const operatorErrors = errorFamily("operator", {
  "bad-password-file": {
    en: {
      cause: "the file of an operator's first password cannot be taken",
      remedy: "It must be readable by the daemon alone (chmod 600) and hold one line of 12 to 256 characters.",
    },
    ja: {
      cause: "オペレータの初期パスワードファイルを使用できません",
      remedy: "デーモンだけが読める権限(chmod 600)で、12〜256文字の1行を格納してください。",
    },
  },
  unknown: {
    en: { cause: "there is no such in-business id", remedy: "Choose one of operators.list." },
    ja: { cause: "該当する業務内IDはありません", remedy: "一覧から選び直してください。" },
  },
  "id-taken": {
    en: {
      cause: "the in-business id is in use, or was in use before",
      remedy: "Choose another: an id is never given to a second person.",
    },
    ja: {
      cause: "この業務内IDは使用中か、過去に使用されています",
      remedy: "別のIDを指定してください。IDの再使用はできません。",
    },
  },
  "own-rights": {
    en: {
      cause: "nobody changes what his own id may do",
      remedy: "Ask another operator who manages operator ids.",
    },
    ja: {
      cause: "自分のIDの権限や状態は変更できません",
      remedy: "オペレータ管理の権限を持つ別の担当者に依頼してください。",
    },
  },
  "last-administrator": {
    en: {
      cause: "nobody who manages operator ids would be left",
      remedy: "Give another operator this right first.",
    },
    ja: {
      cause: "オペレータ管理の権限を持つ担当者がいなくなります",
      remedy: "先に別の担当者にこの権限を与えてください。",
    },
  },
  "wrong-state": {
    en: {
      cause: "the id is not in the state that this act begins from",
      remedy: "Look at its state in operators.list.",
    },
    ja: { cause: "業務内IDの状態が、この操作を行える状態ではありません", remedy: "一覧で状態を確認してください。" },
  },
  "weak-password": {
    en: {
      cause: "the password breaks the rule that is named",
      remedy: "Choose one of the demanded length, of at least five different characters, without the id in it.",
    },
    ja: {
      cause: "パスワードが規則を満たしていません",
      remedy: "定められた長さ以上で、5種類以上の文字を含み、IDを含まないものにしてください。",
    },
  },
  "card-not-ours": {
    en: {
      cause: "the card does not prove to be an operator card of this municipality",
      remedy: "Put in an operator card that was issued under the municipality's operator key.",
    },
    ja: {
      cause: "この市町村の操作者識別カードであることを確認できません",
      remedy: "この市町村の鍵で発行された操作者識別カードを挿入してください。",
    },
  },
  "card-taken": {
    en: {
      cause: "the card was given to an operator before",
      remedy: "Use a fresh card; a stopped one is not given again.",
    },
    ja: {
      cause: "このカードは既にオペレータに割り当てられたことがあります",
      remedy: "新しいカードを使用してください。失効したカードの再割当てはできません。",
    },
  },
  "card-unknown": {
    en: { cause: "there is no operator card of this number", remedy: "Check the card's number." },
    ja: { cause: "該当する操作者識別カードはありません", remedy: "カードの番号を確認してください。" },
  },
});
