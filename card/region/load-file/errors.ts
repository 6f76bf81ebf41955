import { errorFamily } from "#card/errors/madoguchi-error.js";

export const packageErrors = errorFamily("package", {
  "not-a-package": {
    en: {
      cause: "the file does not begin with the tag of a card-application package",
      remedy: "Choose a file that was made by `buildPackage` from a definition.",
    },
    ja: {
      cause: "カードAPパッケージの識別タグで始まっていません",
      remedy: "定義ファイルから作成したカードAPパッケージを指定してください。",
    },
  },
  "unknown-format": {
    en: {
      cause: "the package is of a format version that this system does not know",
      remedy: "Build the package again for this version, or update this system.",
    },
    ja: {
      cause: "このシステムが対応していない形式バージョンのパッケージです",
      remedy: "対応するバージョンでパッケージを作り直すか、システムを更新してください。",
    },
  },
  malformed: {
    en: {
      cause: "the package is damaged: its data objects do not follow its format at the place given",
      remedy: "Fetch the package again from where it was issued.",
    },
    ja: {
      cause: "パッケージが壊れています。示された位置のデータが形式に従っていません",
      remedy: "発行元からパッケージを取得し直してください。",
    },
  },
  "bad-field": {
    en: {
      cause: "a field of the package has a value outside its range",
      remedy: "Correct the field that is named in the definition and build the package again.",
    },
    ja: {
      cause: "パッケージの項目の値が範囲外です",
      remedy: "示された項目を定義ファイルで修正し、パッケージを作り直してください。",
    },
  },
  "bad-signature": {
    en: {
      cause: "the signature of the package does not verify under the issuer's key",
      remedy: "Do not load it. Fetch the package again, or register the right issuer's public key.",
    },
    ja: {
      cause: "発行者の鍵でパッケージの署名を検証できません",
      remedy: "搭載しないでください。パッケージを取得し直すか、正しい発行者の公開鍵を登録してください。",
    },
  },
  "bad-definition": {
    en: {
      cause: "the definition of the card application is not valid at the line given",
      remedy: "Correct the definition at that line.",
    },
    ja: {
      cause: "カードAPの定義ファイルに誤りがあります",
      remedy: "示された行を修正してください。",
    },
  },
  "wrong-key-type": {
    en: { cause: "packages are signed with Ed25519 keys only", remedy: "Make an Ed25519 key and use it." },
    ja: {
      cause: "パッケージの署名に使える鍵はEd25519だけです",
      remedy: "Ed25519の鍵を作成して使用してください。",
    },
  },
});
