import { errorFamily } from "#card/errors/madoguchi-error.js";

export const nvmErrors = errorFamily("nvm", {
  full: {
    en: {
      cause: "the card's non-volatile memory or its transaction buffer cannot hold the writes",
      remedy: "Delete something from the card, or write less in one transaction.",
    },
    ja: {
      cause: "カードの不揮発性メモリまたはトランザクション領域が不足しています",
      remedy: "カード内の不要なデータを削除するか、一度に書き込む量を減らしてください。",
    },
  },
  absent: {
    en: { cause: "there is no value under this owner and key", remedy: "Put a value before patching it." },
    ja: { cause: "指定された所有者とキーの値がありません", remedy: "部分更新の前に値を書き込んでください。" },
  },
  range: {
    en: {
      cause: "an owner, key, length or offset is outside what the memory image can express",
      remedy: "Owners have 16 bits, keys 32 bits, and a patch must lie inside its value.",
    },
    ja: {
      cause: "所有者・キー・長さ・位置のいずれかがメモリイメージの範囲外です",
      remedy: "所有者は16ビット、キーは32ビット以内とし、部分更新は値の範囲内にしてください。",
    },
  },
  busy: {
    en: { cause: "a transaction is already running", remedy: "End the running transaction first; they do not nest." },
    ja: {
      cause: "すでにトランザクションの実行中です",
      remedy: "実行中のトランザクションを終えてから始めてください。入れ子にはできません。",
    },
  },
  corrupt: {
    en: {
      cause: "the memory image is not one that a loss of power could have left",
      remedy: "Restore the card's state file from a copy, or issue the card anew.",
    },
    ja: {
      cause: "メモリイメージが壊れています（電源断では起こりえない状態です）",
      remedy: "カードの状態ファイルを控えから戻すか、カードを作り直してください。",
    },
  },
});
