import { errorFamily } from "#card/errors/madoguchi-error.js";

export const apiErrors = errorFamily("api", {
  "not-json": {
    en: { cause: "the message is not JSON", remedy: "Send one JSON-RPC 2.0 request a text frame." },
    ja: { cause: "メッセージがJSONではありません", remedy: "JSON-RPC 2.0の要求を1フレームに1件送ってください。" },
  },
  "not-a-request": {
    en: {
      cause: "the message is not a JSON-RPC 2.0 request with an id",
      remedy: "Correct the field that is named; batches and requests without an id are not taken.",
    },
    ja: {
      cause: "メッセージが、idを持つJSON-RPC 2.0の要求ではありません",
      remedy: "示された項目を直してください。バッチとidのない要求は受け付けません。",
    },
  },
  "unknown-method": {
    en: { cause: "there is no such method", remedy: "See docs/reference/api.md for the methods of this version." },
    ja: {
      cause: "該当するメソッドはありません",
      remedy: "docs/reference/api.md で使用できるメソッドを確認してください。",
    },
  },
  "bad-params": {
    en: { cause: "a parameter is missing, unknown or wrong", remedy: "Correct the field that is named." },
    ja: { cause: "引数が不足しているか、未知または不正です", remedy: "示された項目を直してください。" },
  },
  "hello-first": {
    en: { cause: "the connection has not begun with hello", remedy: "Send hello before anything else, once." },
    ja: { cause: "接続の最初にhelloが送られていません", remedy: "最初に1回、helloを送ってください。" },
  },
  "hello-again": {
    en: { cause: "hello was sent a second time", remedy: "Send hello once a connection." },
    ja: { cause: "helloが2回送られました", remedy: "helloは1接続につき1回だけ送ってください。" },
  },
  "no-common-version": {
    en: {
      cause: "client and server have no version of this interface in common",
      remedy: "Update the older of the two.",
    },
    ja: { cause: "双方が対応するAPIの版が一致しません", remedy: "古い側を更新してください。" },
  },
  "too-many-requests": {
    en: {
      cause: "more requests wait on this connection than the server holds",
      remedy: "Wait for answers before sending on.",
    },
    ja: { cause: "未処理の要求が多すぎます", remedy: "応答を待ってから送ってください。" },
  },
  "too-large": {
    en: {
      cause: "the message is longer than this connection may send now",
      remedy: "Log in before sending large messages; split imports into several files.",
    },
    ja: {
      cause: "メッセージが、この接続で送れる長さを超えています",
      remedy: "大きなメッセージはログイン後に送ってください。取り込みは分割してください。",
    },
  },
  unavailable: {
    en: { cause: "this daemon does not offer the method", remedy: "Use a daemon that is configured for it." },
    ja: { cause: "このデーモンでは使用できないメソッドです", remedy: "対応するデーモンに接続してください。" },
  },
  internal: {
    en: {
      cause: "the server failed in a way that it does not know",
      remedy: "Give the correlation id to the support; the failure log has the details under it.",
    },
    ja: {
      cause: "サーバで想定外の障害が発生しました",
      remedy: "相関IDを保守担当に伝えてください。詳細は故障解析ログに記録されています。",
    },
  },
});
