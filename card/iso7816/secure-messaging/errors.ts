import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What can go wrong in a secure messaging session, seen from the host. Details carry status words and numbers, never keys. */
export const smErrors = errorFamily("sm", {
  "key-reference": {
    en: {
      cause: "the card has no keys of this use and version",
      remedy: "Check which key generation the card was set with, and configure that one.",
    },
    ja: {
      cause: "指定した用途と版の鍵がカードにありません",
      remedy: "カードに設定された鍵の世代を確認し、その世代の鍵を設定してください。",
    },
  },
  refused: {
    en: {
      cause: "the card refuses to begin a mutual authentication",
      remedy: "Check that the right directory is selected and that the card speaks this dialect.",
    },
    ja: {
      cause: "カードが相互認証の開始を拒否しました",
      remedy: "正しいディレクトリが選択されているか、カードがこの方式に対応しているか確認してください。",
    },
  },
  "malformed-response": {
    en: {
      cause: "the card's answer in the mutual authentication does not have the length that it must have",
      remedy: "Check that the dialect fits this card.",
    },
    ja: {
      cause: "相互認証におけるカードの応答の長さが正しくありません",
      remedy: "カードに合う方式を選択しているか確認してください。",
    },
  },
  "host-refused": {
    en: {
      cause: "the card did not accept this system's proof: the keys are not the card's",
      remedy: "Use the keys that this card was set with. Nothing was written and no try was used up.",
    },
    ja: {
      cause: "カードがこのシステムの認証を受け付けませんでした。鍵がカードと一致しません",
      remedy: "カードに設定した鍵を使用してください。書込みも残り回数の消費も行われていません。",
    },
  },
  "card-proof": {
    en: {
      cause: "the card's own proof is wrong: it does not hold these keys",
      remedy: "Keep the card: it may be forged. Nothing was written.",
    },
    ja: {
      cause: "カード側の認証データが正しくありません。カードがこの鍵を持っていません",
      remedy: "不正カードの疑いがあります。書込みは行われていません。",
    },
  },
  response: {
    en: {
      cause: "an answer in the session is not protected as it must be",
      remedy: "Begin a new session. If it stays, something between this system and the card changes the data.",
    },
    ja: {
      cause: "セッション中の応答が正しく保護されていません",
      remedy: "セッションを開始し直してください。続く場合は、カードとの間でデータが改変されている疑いがあります。",
    },
  },
  ended: {
    en: { cause: "the card ended the session", remedy: "Begin a new session." },
    ja: { cause: "カードがセッションを終了しました", remedy: "セッションを開始し直してください。" },
  },
  closed: {
    en: { cause: "the session is over", remedy: "Begin a new session." },
    ja: { cause: "セッションはすでに終了しています", remedy: "セッションを開始し直してください。" },
  },
});
