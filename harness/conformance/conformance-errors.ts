import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What keeps a conformance run from being made at all. What the system does wrongly is no error but a clause that it does not hold. */
export const conformanceErrors = errorFamily("conformance", {
  unreadable: {
    en: { cause: "a file of the conformance run cannot be read", remedy: "Compare its name and the right to read it." },
    ja: { cause: "適合性試験に必要なファイルを読めません", remedy: "ファイル名と読取り権限を確認してください。" },
  },
  "bad-published": {
    en: {
      cause: "the folder does not hold the published interface, or its clauses are not the ones this run can try",
      remedy: "Use docs/reference/interface of the same version as this program.",
    },
    ja: {
      cause: "フォルダに公開インタフェースがないか、その条項をこのプログラムでは試験できません",
      remedy: "このプログラムと同じ版の docs/reference/interface を指定してください。",
    },
  },
  "bad-address": {
    en: {
      cause: "the address is no https address",
      remedy: "Give the address of the system without a path: https://HOST:PORT.",
    },
    ja: {
      cause: "アドレスがhttpsのものではありません",
      remedy: "パスを付けずに https://ホスト:ポート の形で指定してください。",
    },
  },
  "bad-fields": {
    en: {
      cause: "a field has no name that the interface allows",
      remedy: "Write the names with commas between them: name,address.",
    },
    ja: {
      cause: "項目名がインタフェースの規定に合いません",
      remedy: "項目名をコンマで区切って指定してください(例: name,address)。",
    },
  },
  unreachable: {
    en: {
      cause: "the system does not answer at its address, so nothing was tried",
      remedy: "Start the system, and compare address, authority (--ca) and the counter's certificate (--cert, --key).",
    },
    ja: {
      cause: "業務システムが応答しないため、試験を行っていません",
      remedy: "システムを起動し、アドレス、認証局(--ca)、窓口システムの証明書(--cert、--key)を確認してください。",
    },
  },
  "bad-key": {
    en: {
      cause: "the file holds no Ed25519 private key",
      remedy: "Make one with `madoguchi package key`, for reports alone.",
    },
    ja: {
      cause: "ファイルにEd25519の秘密鍵がありません",
      remedy: "報告書専用の鍵を `madoguchi package key` で作成してください。",
    },
  },
  "in-the-way": {
    en: {
      cause: "the report is not written over a file that is there",
      remedy: "Give another name, or put the file away.",
    },
    ja: {
      cause: "既存のファイルには報告書を上書きしません",
      remedy: "別の名前を指定するか、ファイルを移動してください。",
    },
  },
});
