import type { CommandRow } from "../commands.js";

/** The commands of `madoguchi card`, in the order in which help lists them. */
export const CARD_COMMANDS: readonly CommandRow[] = [
  {
    name: "one",
    summary: "one card in the reader until Ctrl-C (also without the word) · 1枚をCtrl-Cまで挿入（省略可）",
    load: () => import("./one.js"),
    isDefault: true,
  },
  {
    name: "serve",
    summary: "open a desk of many cards for other terminals and programs · カードデスクを開く",
    load: () => import("./serve.js"),
  },
  {
    name: "list",
    summary: "cards and readers of the desk · カードとリーダの一覧",
    load: () => import("./list.js"),
  },
  {
    name: "create",
    summary: "make a card · カードを作る",
    load: () => import("./create.js"),
  },
  {
    name: "insert",
    summary: "put a card into a reader · カードをリーダに入れる",
    load: async () => ({ configure: (await import("./hands.js")).insert }),
  },
  {
    name: "remove",
    summary: "take a card out · カードを取り出す",
    load: async () => ({ configure: (await import("./hands.js")).remove }),
  },
  {
    name: "swap",
    summary: "put another card in its place · カードを入れ替える",
    load: async () => ({ configure: (await import("./hands.js")).swap }),
  },
  {
    name: "power",
    summary: "take the power for a moment, or reset · 電源を入れ直す、リセットする",
    load: async () => ({ configure: (await import("./hands.js")).power }),
  },
  {
    name: "snapshot",
    summary: "keep a card's memory under a name · カードのメモリの控えを取る",
    load: async () => ({ configure: (await import("./hands.js")).snapshot }),
  },
  {
    name: "restore",
    summary: "put a kept memory back · 控えたメモリに戻す",
    load: async () => ({ configure: (await import("./hands.js")).restore }),
  },
  {
    name: "clone",
    summary: "make a second card with the same memory and keys · カードを複製する",
    load: async () => ({ configure: (await import("./create.js")).clone }),
  },
  {
    name: "delete",
    summary: "take a card off the desk · カードを取り除く",
    load: async () => ({ configure: (await import("./hands.js")).erase }),
  },
  {
    name: "fault",
    summary: "arm, list or clear faults · 障害の設定・一覧・解除",
    load: () => import("./fault.js"),
  },
  {
    name: "trace",
    summary: "what passed, for people, as JSON lines or for Wireshark · やり取りの記録を見る",
    load: () => import("./trace.js"),
  },
  {
    name: "readers",
    summary: "what to install for up to 16 virtual readers · 16台までの仮想リーダの設定を示す",
    load: () => import("./readers.js"),
  },
  {
    name: "sweep",
    summary: "tear every APDU at every octet it writes · 全コマンドの全書込位置で電源断を試験",
    load: () => import("./sweep.js"),
  },
  {
    name: "fuzz",
    summary: "arbitrary and spoilt APDUs, a million a profile · 任意・変異APDUを大量に送る",
    load: () => import("./fuzz.js"),
  },
];
