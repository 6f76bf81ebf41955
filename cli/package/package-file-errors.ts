import { errorFamily } from "#card/errors/madoguchi-error.js";

export const packageFileErrors = errorFamily("package-file", {
  unreadable: {
    en: { cause: "the file cannot be read", remedy: "Check its name, and that this account may read it." },
    ja: {
      cause: "ファイルを読み取れません",
      remedy: "ファイル名と、実行アカウントの読取り権限を確認してください。",
    },
  },
  "not-written": {
    en: {
      cause: "the file cannot be written",
      remedy: "Check that its folder is there and this account may write to it.",
    },
    ja: {
      cause: "ファイルに書き込めません",
      remedy: "保存先のフォルダの有無と、実行アカウントの書込み権限を確認してください。",
    },
  },
  "in-the-way": {
    en: {
      cause: "something else is under the name that was to be written; it was left as it is",
      remedy: "Choose another name, or move away what is there. A key is never written over.",
    },
    ja: {
      cause: "書込み先に別のファイルがあるため、何も変更していません",
      remedy: "別の名前を指定するか、既存のファイルを移動してください。鍵ファイルは上書きしません。",
    },
  },
  "bad-key": {
    en: {
      cause: "the file holds no Ed25519 key of the kind that is needed here (PEM)",
      remedy: "Give the private key to sign with, the public key to check with; `madoguchi package key` makes both.",
    },
    ja: {
      cause: "必要な種類のEd25519鍵(PEM)ではありません",
      remedy: "署名には秘密鍵を、検証には公開鍵を指定してください。`madoguchi package key` で作成できます。",
    },
  },
  exposed: {
    en: {
      cause: "others than its owner can read the signing key",
      remedy: "Take their rights away (chmod 600). If somebody may have copied it, make a new key.",
    },
    ja: {
      cause: "署名鍵が所有者以外にも読み取れる状態です",
      remedy: "権限を所有者だけにしてください(chmod 600)。複製された恐れがあれば、鍵を作り直してください。",
    },
  },
});
