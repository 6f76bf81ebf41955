import { errorFamily } from "#card/errors/madoguchi-error.js";

export const faultErrors = errorFamily("fault", {
  "bad-fault": {
    en: {
      cause: "this is not a fault of the fault language",
      remedy: "Mend the place named; docs/reference/scenario.schema.json lists the kinds and their fields.",
    },
    ja: {
      cause: "障害の記述が正しくありません",
      remedy: "示された箇所を修正してください。種類と項目は docs/reference/scenario.schema.json にあります。",
    },
  },
  "unknown-card": {
    en: {
      cause: "no card of this name can be swapped in",
      remedy: "Name a card that whoever arms the fault has made.",
    },
    ja: {
      cause: "すり替えるカードの名前が存在しません",
      remedy: "障害を設定する側で用意したカードの名前を指定してください。",
    },
  },
  "no-memory": {
    en: {
      cause: "the card shows no memory whose writes could be torn",
      remedy: "Arm this fault on a simulated card, or tear before or after the command.",
    },
    ja: {
      cause: "このカードには、書込みを中断できるメモリがありません",
      remedy: "仮想カードに設定するか、コマンドの前後で中断する障害を使ってください。",
    },
  },
});
