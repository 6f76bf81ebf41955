import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What can go wrong in a secure channel, seen from the host. Details carry status words and numbers, never keys. */
export const scpErrors = errorFamily("scp", {
  "key-version": {
    en: {
      cause: "the card has no keys of this version",
      remedy: "Check which key generation the card was set with, and configure that one.",
    },
    ja: {
      cause: "指定した版の鍵がカードにありません",
      remedy: "カードに設定された鍵の世代を確認し、その世代の鍵を設定してください。",
    },
  },
  refused: {
    en: {
      cause: "the card refuses to begin a secure channel",
      remedy: "Check that the right application is selected and that the card is not locked.",
    },
    ja: {
      cause: "カードがセキュアチャネルの開始を拒否しました",
      remedy: "正しいアプリケーションが選択されているか、カードが閉塞していないか確認してください。",
    },
  },
  protocol: {
    en: {
      cause: "the card speaks another secure channel protocol",
      remedy: "Choose the dialect that fits this card.",
    },
    ja: {
      cause: "カードのセキュアチャネルプロトコルが異なります",
      remedy: "このカードに合う方式を選択してください。",
    },
  },
  "malformed-response": {
    en: {
      cause: "the card's answer to INITIALIZE UPDATE does not have the length that the protocol demands",
      remedy: "Check the protocol, and for SCP03 the mode (S8 or S16), that is configured for this card.",
    },
    ja: {
      cause: "INITIALIZE UPDATEの応答の長さがプロトコルの定めと一致しません",
      remedy: "このカードに設定したプロトコルと、SCP03ではモード（S8またはS16）を確認してください。",
    },
  },
  "card-cryptogram": {
    en: {
      cause: "the card does not hold these keys: its cryptogram is wrong",
      remedy: "Use the keys that this card was set with. Nothing was written and no try was used up.",
    },
    ja: {
      cause: "カードの鍵が一致しません（カード側の認証値が不正です）",
      remedy: "このカードに設定された鍵を使用してください。カードへの書込みは行っていません。",
    },
  },
  "level-not-offered": {
    en: {
      cause: "the card does not offer the security level asked for",
      remedy: "Ask for a level that the card's parameter i allows.",
    },
    ja: {
      cause: "要求したセキュリティレベルにカードが対応していません",
      remedy: "カードのパラメータiが許すレベルを指定してください。",
    },
  },
  downgraded: {
    en: {
      cause: "the card offers less protection than cards of its model do",
      remedy: "Keep the card and check the reader and its cable: something may stand between card and reader.",
    },
    ja: {
      cause: "カードが示す保護の水準が、この機種のカードより低くなっています",
      remedy:
        "カードを預かり、リーダと配線を点検してください。カードとリーダの間に何かが介在しているおそれがあります。",
    },
  },
  "key-length": {
    en: {
      cause: "the keys do not have the length that the secure channel protocol takes",
      remedy: "Derive the keys for the key length of this card: 16 octets for SCP02.",
    },
    ja: {
      cause: "鍵の長さがセキュアチャネルプロトコルの定めと一致しません",
      remedy: "このカードの鍵長（SCP02では16オクテット）に合わせて鍵を派生してください。",
    },
  },
  "host-refused": {
    en: {
      cause: "the card refuses the host's authentication",
      remedy: "Begin the channel again. If it stays, the keys of the card and of the system differ.",
    },
    ja: {
      cause: "カードがホストの認証を拒否しました",
      remedy: "チャネルを開始し直してください。続く場合はカードとシステムの鍵が異なります。",
    },
  },
  "response-mac": {
    en: {
      cause: "a response is not authentic: its MAC is missing or wrong",
      remedy: "Begin the operation again. If it stays, check the reader and what stands between it and the card.",
    },
    ja: {
      cause: "応答の認証値が欠けているか不正です",
      remedy: "操作をやり直してください。続く場合はリーダとカードの間の経路を点検してください。",
    },
  },
  closed: {
    en: { cause: "the secure channel has ended", remedy: "Open a new one." },
    ja: { cause: "セキュアチャネルは終了しています", remedy: "新しいチャネルを開始してください。" },
  },
});
