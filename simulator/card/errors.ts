import { errorFamily } from "#card/errors/madoguchi-error.js";

/** The remedy of every damaged file: nothing is repaired by guessing, and the file is never overwritten. */
const RESTORE = {
  en: "Restore the file from a copy, or move it away and issue the card anew.",
  ja: "ファイルを控えから戻すか、別の場所に移してカードを作り直してください。",
};

export const stateErrors = errorFamily("state", {
  "not-a-state-file": {
    en: { cause: "the file is not the state of a virtual card", remedy: "Give the path of another file." },
    ja: { cause: "仮想カードの状態ファイルではありません", remedy: "別のファイルを指定してください。" },
  },
  "not-a-file": {
    en: {
      cause: "the path of the state file leads to a folder, a link or a device",
      remedy: "Give the path of the file itself, or of one that is to be made.",
    },
    ja: {
      cause: "状態ファイルのパスが、通常のファイルではなく、フォルダ・リンク・デバイスを指しています",
      remedy: "ファイル自体のパスか、新しく作るファイルのパスを指定してください。",
    },
  },
  "other-version": {
    en: {
      cause: "the state file was written in another format version",
      remedy: "Use the release that wrote it, or move it away and issue the card anew.",
    },
    ja: {
      cause: "状態ファイルの形式の版が異なります",
      remedy: "書き込んだ版のソフトウェアを使うか、別の場所に移してカードを作り直してください。",
    },
  },
  truncated: {
    en: { cause: "the state file is cut off", remedy: RESTORE.en },
    ja: { cause: "状態ファイルが途中で切れています", remedy: RESTORE.ja },
  },
  corrupt: {
    en: { cause: "the state file's check sum does not fit its content", remedy: RESTORE.en },
    ja: { cause: "状態ファイルの検査値が内容と一致しません", remedy: RESTORE.ja },
  },
  "other-profile": {
    en: {
      cause: "the state file belongs to a card of another profile",
      remedy: "Choose the profile it was made with, or another file.",
    },
    ja: {
      cause: "状態ファイルは別のプロファイルのカードのものです",
      remedy: "作成時のプロファイルか、別のファイルを指定してください。",
    },
  },
  "other-holder": {
    en: {
      cause: "the state file belongs to another person's card",
      remedy: "Choose the person it was issued to, or another file.",
    },
    ja: {
      cause: "状態ファイルは別の人のカードのものです",
      remedy: "発行時の住民か、別のファイルを指定してください。",
    },
  },
  "changed-elsewhere": {
    en: {
      cause: "another process wrote the state file while this card was in use",
      remedy: "Use a state file with one card at a time, then insert the card again.",
    },
    ja: {
      cause: "カードの使用中に別のプロセスが状態ファイルを書き換えました",
      remedy: "1つの状態ファイルは同時に1枚のカードだけで使い、カードを挿し直してください。",
    },
  },
  unreadable: {
    en: { cause: "the state file cannot be read", remedy: "Check the path and the rights of the file." },
    ja: { cause: "状態ファイルを読み込めません", remedy: "ファイルのパスとアクセス権を確認してください。" },
  },
  unwritable: {
    en: {
      cause: "the state file cannot be written",
      remedy: "Check the rights of the folder and the room on the disk.",
    },
    ja: {
      cause: "状態ファイルに書き込めません",
      remedy: "フォルダのアクセス権とディスクの空き容量を確認してください。",
    },
  },
});
