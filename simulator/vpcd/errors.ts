import { errorFamily } from "#card/errors/madoguchi-error.js";

export const vpcdErrors = errorFamily("vpcd", {
  "message-too-long": {
    en: {
      cause: "a message of more than 65,535 octets does not fit the two-octet length of the vpcd link",
      remedy: "Ask the card for fewer octets in one command.",
    },
    ja: {
      cause: "65,535オクテットを超えるメッセージは、vpcdリンクの2オクテット長では送れません",
      remedy: "1回のコマンドで要求するデータ量を減らしてください。",
    },
  },
  "message-empty": {
    en: {
      cause: "a message of no octets means nothing on the vpcd link",
      remedy: "Send an APDU, an ATR or a control octet.",
    },
    ja: {
      cause: "空のメッセージはvpcdリンクでは意味を持ちません",
      remedy: "APDU、ATR、または制御オクテットを送ってください。",
    },
  },
  "bad-port": {
    en: {
      cause: "this is not a TCP port or a slot of the virtual reader",
      remedy: "Give a port from 1 to 65535, or a slot from 0 to 15.",
    },
    ja: {
      cause: "TCPポート番号または仮想リーダのスロット番号ではありません",
      remedy: "ポートは1〜65535、スロットは0〜15で指定してください。",
    },
  },
  "removed-early": {
    en: {
      cause: "the card was taken out before the virtual reader had taken it",
      remedy: "Check that pcscd runs with the vpcd driver, and insert the card again.",
    },
    ja: {
      cause: "仮想リーダがカードを認識する前に、カードが取り出されました",
      remedy: "pcscdがvpcdドライバとともに動作しているか確認し、カードを入れ直してください。",
    },
  },
});
