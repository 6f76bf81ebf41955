import { errorFamily } from "#card/errors/madoguchi-error.js";

export const tlsErrors = errorFamily("tls", {
  unreadable: {
    en: {
      cause: "a certificate or key file cannot be read or is not PEM",
      remedy: "Check the path and the content of the file that is named.",
    },
    ja: {
      cause: "証明書または鍵のファイルを読めないか、PEM形式ではありません",
      remedy: "示されたファイルのパスと内容を確認してください。",
    },
  },
  exposed: {
    en: {
      cause: "a private key can be read by others than its owner",
      remedy: "Run chmod 600 on the file, and renew key and certificate if others may have read it.",
    },
    ja: {
      cause: "秘密鍵のファイルが所有者以外にも読める状態です",
      remedy: "chmod 600 を実行し、他者に読まれた可能性があれば鍵と証明書を更新してください。",
    },
  },
  mismatch: {
    en: {
      cause: "the private key does not belong to the certificate",
      remedy: "Configure the key that the certificate was issued for.",
    },
    ja: {
      cause: "秘密鍵が証明書と対応していません",
      remedy: "証明書の発行に用いた鍵を設定してください。",
    },
  },
  expired: {
    en: {
      cause: "the certificate is expired or not valid yet",
      remedy: "Renew the certificate, or correct the clock.",
    },
    ja: {
      cause: "証明書の有効期間外です",
      remedy: "証明書を更新するか、時計を確認してください。",
    },
  },
  "bad-list": {
    en: {
      cause: "the file of recommended ciphers is wrong",
      remedy: "Correct the place that is named, or leave cs.cipherList out to use the product's own list.",
    },
    ja: {
      cause: "暗号リストのファイルに誤りがあります",
      remedy: "示された箇所を直すか、cs.cipherList の指定を外して製品付属のリストを使用してください。",
    },
  },
  "nothing-left": {
    en: {
      cause: "so much is struck from the list of recommended ciphers that no connection can be made any more",
      remedy: "Put an algorithm back that both sides know, or take a newer edition of the list.",
    },
    ja: {
      cause: "暗号リストから除かれた方式が多く、接続に使える方式が残っていません",
      remedy: "双方が対応する方式をリストに戻すか、新しい版のリストを使用してください。",
    },
  },
  "not-listed": {
    en: {
      cause: "a cipher, group, signature or certificate is not on the list of recommended ciphers that is in force",
      remedy: "Use one that is on the named edition of the CRYPTREC list; have the other side do so.",
    },
    ja: {
      cause: "適用中の電子政府推奨暗号リストにない暗号方式・鍵共有・署名・証明書です",
      remedy: "示された版のリストにある方式を使用してください(相手側の設定も確認してください)。",
    },
  },
});
