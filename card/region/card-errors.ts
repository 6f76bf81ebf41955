import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What can go wrong with a card's regional area, whatever its dialect. A vendor's status word stands in `details.sw` only. */
export const cardErrors = errorFamily("card", {
  unsupported: {
    en: {
      cause: "this card is of a kind that the system does not know, or it has no regional area",
      remedy: "Check that it is a My Number card with a regional area. Nothing was written to it.",
    },
    ja: {
      cause: "対応していない種類のカードか、地域住民向け領域のないカードです",
      remedy: "地域住民向け領域のあるマイナンバーカードか確認してください。カードへの書込みは行っていません。",
    },
  },
  "area-key-mismatch": {
    en: {
      cause: "the area key of this system and that of the card do not match",
      remedy: "Check which municipality set the area and which key generation is registered here. Nothing was written.",
    },
    ja: {
      cause: "独自利用領域キーがカードと一致しません",
      remedy: "領域を設定した市町村と、登録されているキーの世代を確認してください。カードへの書込みは行っていません。",
    },
  },
  "area-already-set": {
    en: {
      cause: "the regional area of this card is set already",
      remedy: "Go on with loading; the area is set once only.",
    },
    ja: {
      cause: "このカードの地域住民向け領域はすでに設定されています",
      remedy: "領域設定は一度だけです。カードAPの搭載に進んでください。",
    },
  },
  "area-not-set": {
    en: { cause: "the regional area of this card is not set", remedy: "Set the area first." },
    ja: {
      cause: "このカードの地域住民向け領域が設定されていません",
      remedy: "先に領域設定を行ってください。",
    },
  },
  "application-present": {
    en: {
      cause: "the application is on this card already, whole or half-loaded",
      remedy: "Look at the list of applications. Delete a half-loaded one before loading it again.",
    },
    ja: {
      cause: "このカードAPはすでに搭載されているか、搭載の途中です",
      remedy: "カード内AP一覧を確認し、搭載途中のものは削除してから搭載し直してください。",
    },
  },
  "application-absent": {
    en: { cause: "the application is not on this card", remedy: "Look at the list of applications on the card." },
    ja: {
      cause: "このカードAPはカードに搭載されていません",
      remedy: "カード内AP一覧を確認してください。",
    },
  },
  "no-space": {
    en: {
      cause: "the regional area has not enough free memory for the application",
      remedy: "See who holds the memory in the list; delete an application at the holder's wish, then load again.",
    },
    ja: {
      cause: "地域住民向け領域の空き容量が足りません",
      remedy: "カード内AP一覧で使用状況を確認し、住民の希望によりカードAPを削除してから搭載してください。",
    },
  },
  "not-authentic": {
    en: {
      cause: "an answer of the card is not authentic",
      remedy: "Begin again on another reader. If it stays, keep the card: it may be forged.",
    },
    ja: {
      cause: "カードの応答の真正性を確認できません",
      remedy: "別のリーダでやり直してください。続く場合は不正カードの疑いがあります。",
    },
  },
  "keys-used-up": {
    en: {
      cause:
        "the keys of this card have opened as many secure channels as they ever may: its sequence counter is at its end",
      remedy:
        "Nothing can be written to its regional area any more, and nothing was. Have the card reissued; so many openings are unusual, so look through the audit log.",
    },
    ja: {
      cause: "カードの鍵によるセキュアチャネルの開始回数が上限に達しています（シーケンスカウンタの終端）",
      remedy:
        "地域住民向け領域への書込みはできなくなっています。今回の書込みは行っていません。カードの再発行を案内し、開始回数が異常に多いため監査記録を確認してください。",
    },
  },
  refused: {
    en: {
      cause: "the card refused a command",
      remedy: "Begin again. If it stays, run the card fault isolation.",
    },
    ja: {
      cause: "カードがコマンドを拒否しました",
      remedy: "やり直してください。続く場合はカード障害切り分けを実行してください。",
    },
  },
});
