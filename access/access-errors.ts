import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Failures of the way to the daemon. What the daemon itself refuses comes with the daemon's own codes. */
export const accessLinkErrors = errorFamily("access-link", {
  "bad-options": {
    en: {
      cause: "the access module was given an option that cannot be used",
      remedy: "Correct the option that is named.",
    },
    ja: {
      cause: "アクセスモジュールの設定に誤りがあります",
      remedy: "示された設定項目を修正してください。",
    },
  },
  unreachable: {
    en: {
      cause: "the daemon cannot be reached, or the certificates of the two sides do not fit",
      remedy: "Check address, network and certificates. Once connected, the connection is made again by itself.",
    },
    ja: {
      cause: "常駐プログラムに接続できないか、双方の証明書が適合しません",
      remedy: "接続先、ネットワーク、証明書を確認してください。一度接続した後は自動的に再接続します。",
    },
  },
  "too-old": {
    en: {
      cause: "this access module speaks only versions of the interface that the daemon no longer takes",
      remedy: "Update the access module: the details say which versions the daemon speaks.",
    },
    ja: {
      cause: "アクセスモジュールが対応するAPIの版は古く、常駐プログラムでは使用できません",
      remedy: "アクセスモジュールを更新してください(常駐プログラムの対応する版は詳細に示されます)。",
    },
  },
  "too-new": {
    en: {
      cause: "this access module speaks only versions of the interface that the daemon does not know yet",
      remedy: "Update the daemon, or use an older access module.",
    },
    ja: {
      cause: "アクセスモジュールが対応するAPIの版は新しく、常駐プログラムがまだ対応していません",
      remedy: "常駐プログラムを更新するか、古い版のアクセスモジュールを使用してください。",
    },
  },
  lost: {
    en: {
      cause: "the connection to the daemon was lost during the call",
      remedy: "Begin again: the connection is made again by itself, and the daemon has let the card go.",
    },
    ja: {
      cause: "処理の途中で常駐プログラムとの接続が切れました",
      remedy: "最初からやり直してください。接続は自動的に回復し、カードは解放されています。",
    },
  },
  deadline: {
    en: { cause: "the daemon did not answer in time", remedy: "Try again; if it stays, look at the daemon's log." },
    ja: {
      cause: "常駐プログラムが制限時間内に応答しませんでした",
      remedy: "やり直してください。続く場合は常駐プログラムのログを確認してください。",
    },
  },
  "bad-answer": {
    en: {
      cause: "the daemon's answer does not follow its own interface",
      remedy: "Check that the address is that of the daemon, and that both sides have a version in common.",
    },
    ja: {
      cause: "応答がインタフェースの規定に合っていません",
      remedy: "接続先が常駐プログラムであること、双方の版が合うことを確認してください。",
    },
  },
  closed: {
    en: { cause: "the access module was closed", remedy: "Connect again." },
    ja: { cause: "アクセスモジュールは終了しています", remedy: "接続し直してください。" },
  },
});
