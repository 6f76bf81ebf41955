import { errorFamily } from "#card/errors/madoguchi-error.js";

export const serviceErrors = errorFamily("service", {
  unreadable: {
    en: { cause: "a file of a service cannot be read", remedy: "Check the path in the configuration." },
    ja: { cause: "サービスのファイルを読めません", remedy: "設定のパスを確認してください。" },
  },
  "not-as-configured": {
    en: {
      cause: "the package is not the one that the configuration speaks of",
      remedy: "Configure the package's own AID and municipality, or take the right package.",
    },
    ja: {
      cause: "パッケージの内容が設定と一致しません",
      remedy: "パッケージのAID・市町村コードに設定を合わせるか、正しいパッケージを指定してください。",
    },
  },
  "bad-record": {
    en: {
      cause: "a first record does not fit into the package's files",
      remedy: "Name a file and record that the package has, and a text that fits into it.",
    },
    ja: {
      cause: "初期レコードがパッケージのファイルに収まりません",
      remedy: "パッケージにあるファイル・レコードを指定し、長さを確認してください。",
    },
  },
});
