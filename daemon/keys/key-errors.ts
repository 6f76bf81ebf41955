import { errorFamily } from "#card/errors/madoguchi-error.js";

export const keyErrors = errorFamily("keys", {
  "no-area-key": {
    en: {
      cause: "this system does not hold the area key that is asked for",
      remedy: "Register the municipality's area key of this key id and generation.",
    },
    ja: {
      cause: "該当する独自利用領域キーが本システムに登録されていません",
      remedy: "この鍵ID・世代の独自利用領域キーを登録してください。",
    },
  },
  "no-service-key": {
    en: { cause: "this system does not hold the key of this service", remedy: "Register the service's key file." },
    ja: {
      cause: "サービスの鍵が本システムに登録されていません",
      remedy: "サービスの鍵ファイルを登録してください。",
    },
  },
  "bad-file": {
    en: {
      cause: "a key file cannot be read or does not hold 64 hexadecimal digits (32 octets)",
      remedy: "Put the key there as one line of 64 hexadecimal digits.",
    },
    ja: {
      cause: "鍵ファイルを読めないか、16進数64桁(32オクテット)ではありません",
      remedy: "鍵を16進数64桁の1行で格納してください。",
    },
  },
  exposed: {
    en: {
      cause: "a key file can be read by others than its owner",
      remedy: "Run chmod 600 on the file, and change the key if others may have read it.",
    },
    ja: {
      cause: "鍵ファイルが所有者以外にも読める状態です",
      remedy: "chmod 600 を実行し、他者に読まれた可能性があれば鍵を変更してください。",
    },
  },
  "already-registered": {
    en: {
      cause:
        "another key is registered under this key id and generation, and keys are registered at initial setting only",
      remedy:
        "Restore the key file that was registered first, or give the new key a new generation by re-initialisation.",
    },
    ja: {
      cause: "この鍵ID・世代には別の鍵が登録済みです(登録は初期設定時のみ)",
      remedy: "最初に登録した鍵ファイルに戻すか、再初期化の手続きで新しい世代として登録してください。",
    },
  },
  "after-initialisation": {
    en: {
      cause: "the system is initialised; area keys are registered at initial setting only (R-AREA-08)",
      remedy: "Take the new key out of the configuration; a further generation needs a controlled re-initialisation.",
    },
    ja: {
      cause: "初期設定は完了しています(独自利用領域キーの登録は初期設定時のみ)",
      remedy: "新しい鍵を設定から外してください。世代の追加には再初期化の手続きが必要です。",
    },
  },
  "bad-variable": {
    en: {
      cause: "the environment variable of the key-encryption key does not hold 64 hexadecimal digits (32 octets)",
      remedy: "Set it to the key as 64 hexadecimal digits.",
    },
    ja: {
      cause: "鍵暗号化鍵の環境変数が、16進数64桁(32オクテット)ではありません",
      remedy: "鍵を16進数64桁で設定してください。",
    },
  },
  "missing-kek": {
    en: {
      cause: "the key-encryption key is not there, and keys are stored under one",
      remedy:
        "Put it back where the configuration says: no other key opens what is stored, and none is made in its place.",
    },
    ja: {
      cause: "鍵暗号化鍵が見つかりません(保存済みの鍵があるため、新たに作成しません)",
      remedy: "設定で指定した場所に、元の鍵暗号化鍵を戻してください。他の鍵では復号できません。",
    },
  },
  "wrong-kek": {
    en: {
      cause: "the data directory is under another key-encryption key than the configured one",
      remedy: "Configure the key of the id that is named; to exchange it for another, name it under keys.previous.",
    },
    ja: {
      cause: "データディレクトリは、設定とは別の鍵暗号化鍵で保護されています",
      remedy: "示されたIDの鍵を設定してください。鍵を更新する場合は、元の鍵をkeys.previousに指定してください。",
    },
  },
  "rotation-unfinished": {
    en: {
      cause: "an exchange of the key-encryption key was begun and has not come to its end",
      remedy: "Configure both keys of it, the older one under keys.previous, and start again: it goes on where it was.",
    },
    ja: {
      cause: "鍵暗号化鍵の更新が完了していません",
      remedy: "更新前の鍵をkeys.previousに指定したまま起動してください。中断したところから再開します。",
    },
  },
  "token-module": {
    en: {
      cause: "the PKCS #11 module cannot be loaded",
      remedy: "Name the library of the token's maker under keys.pkcs11.module.",
    },
    ja: {
      cause: "PKCS #11モジュールを読み込めません",
      remedy: "keys.pkcs11.moduleにトークンのライブラリを指定してください。",
    },
  },
  "token-absent": {
    en: {
      cause: "no token of this label is there",
      remedy: "Connect the token, or name it as it is labelled.",
    },
    ja: {
      cause: "指定したラベルのトークンがありません",
      remedy: "トークンを接続するか、正しいラベルを指定してください。",
    },
  },
  "token-pin": {
    en: {
      cause: "the token refuses its PIN; it is not tried again, since the token would lock itself",
      remedy: "Correct the PIN and start again.",
    },
    ja: {
      cause: "トークンのPINが正しくありません(ロックを避けるため再試行しません)",
      remedy: "PINを訂正して起動し直してください。",
    },
  },
  "token-pin-missing": {
    en: {
      cause: "the PIN of the token is not there, or can be read by others than its owner",
      remedy: "Put it into the file (chmod 600) or the environment variable that the configuration names.",
    },
    ja: {
      cause: "トークンのPINが見つからないか、所有者以外にも読める状態です",
      remedy: "設定で指定したファイル(chmod 600)または環境変数にPINを設定してください。",
    },
  },
  "token-key": {
    en: {
      cause: "the token does not have exactly one secret key of this label",
      remedy: "Make an AES-256 key in the token under this label, and only one.",
    },
    ja: {
      cause: "トークン内に、このラベルの秘密鍵が1つだけ存在する状態ではありません",
      remedy: "このラベルのAES-256鍵をトークン内に1つだけ作成してください。",
    },
  },
  "token-failed": {
    en: {
      cause: "the token did not do what it was asked",
      remedy: "See what it told; the next call starts anew.",
    },
    ja: {
      cause: "トークンの処理に失敗しました",
      remedy: "詳細を確認してください。次の処理で再接続します。",
    },
  },
  damaged: {
    en: {
      cause: "a file of the key store is damaged",
      remedy: "Restore the file from the backup; nothing was changed.",
    },
    ja: {
      cause: "鍵の保存ファイルが破損しています",
      remedy: "バックアップから復元してください(何も変更していません)。",
    },
  },
  unwrap: {
    en: {
      cause: "a stored key does not open under this key-encryption key",
      remedy: "Configure the key-encryption key with which the database was made.",
    },
    ja: {
      cause: "保存された鍵を、この鍵暗号化鍵では復号できません",
      remedy: "データベース作成時の鍵暗号化鍵を設定してください。",
    },
  },
});
