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
