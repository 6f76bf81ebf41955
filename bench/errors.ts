import { errorFamily } from "#card/errors/madoguchi-error.js";

export const benchErrors = errorFamily("bench", {
  unknown: {
    en: { cause: "there is no benchmark of this id", remedy: "Choose from the ids in the details." },
    ja: { cause: "その名前のベンチマークはありません", remedy: "詳細に示した名前から選んでください。" },
  },
  "peer-failed": {
    en: {
      cause: "the program that we are measured against cannot be built or run here",
      remedy: "Run npm run bench on Debian with the right to install packages; the details name what is missing.",
    },
    ja: {
      cause: "比較対象のプログラムをこの環境でビルドまたは実行できません",
      remedy: "パッケージを導入できるDebian環境で npm run bench を実行してください。不足は詳細に示しています。",
    },
  },
});
