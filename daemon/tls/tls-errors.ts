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
});
