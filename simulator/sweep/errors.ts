import { errorFamily } from "#card/errors/madoguchi-error.js";

export const sweepErrors = errorFamily("sweep", {
  "too-little-room": {
    en: {
      cause: "the profile's area has not enough memory for the applications of the sweep",
      remedy:
        "Sweep it without the operation named (--operation), or with another --seed, whose packages may be smaller.",
    },
    ja: {
      cause: "プロファイルの領域の容量が、電源断試験で搭載するカードAPに足りません",
      remedy:
        "--operation で示された操作以外を指定するか、別の --seed(カードAPの大きさが変わります)で実行してください。",
    },
  },
});
