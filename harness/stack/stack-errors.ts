import { errorFamily } from "#card/errors/madoguchi-error.js";

export const stackErrors = errorFamily("stack", {
  unavailable: {
    en: {
      cause: "a PC/SC service with the virtual reader cannot be run on this machine",
      remedy:
        "On Debian install the packages pcscd and vsmartcard-vpcd (npm start and npm test do it), or use the target memory.",
    },
    ja: {
      cause: "この環境では仮想リーダ付きのPC/SCサービスを動かせません",
      remedy:
        "Debianではpcscdとvsmartcard-vpcdを導入してください（npm start、npm testが自動で行います）。または対象をmemoryにしてください。",
    },
  },
  "not-started": {
    en: {
      cause: "the private pcscd ended before its readers were ready",
      remedy: "Read the last lines of its log in the details, and check that the vpcd driver fits this pcscd.",
    },
    ja: {
      cause: "専用のpcscdがリーダの準備完了前に終了しました",
      remedy: "詳細にあるログの末尾を確認し、vpcdドライバがpcscdに適合しているか調べてください。",
    },
  },
  "too-many-slots": {
    en: { cause: "PC/SC has at most 16 readers", remedy: "Ask for 1 to 16 slots." },
    ja: { cause: "PC/SCで扱えるリーダは16台までです", remedy: "スロット数は1〜16で指定してください。" },
  },
});
