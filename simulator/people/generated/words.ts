/** A word of a name with its reading. The family names are made of the words of forms and samples: nobody bears them. */
export interface NameWord {
  readonly text: string;
  readonly kana: string;
}

const word = (line: string): NameWord => {
  const [text, kana] = line.split(" ");
  return { text: text!, kana: kana! };
};

const words = (...lines: readonly string[]): readonly NameWord[] => lines.map(word);

export const FAMILIES = words(
  "見本 ミホン",
  "例示 レイジ",
  "仮名 カメイ",
  "架空 カクウ",
  "試山 タメシヤマ",
  "模木 モギ",
  "手本 テホン",
  "雛形 ヒナガタ",
  "窓口 マドグチ",
  "受付 ウケツケ",
  "様式 ヨウシキ",
  "記入 キニュウ",
  "控野 ヒカエノ",
  "写田 ウツシダ",
  "印西川 インザイガワ",
  "申請谷 シンセイダニ",
);

/** A character that the signature certificate replaces, with what stands for it there. */
export interface RareWord extends NameWord {
  readonly rare: string;
  readonly substitute: string;
}

const rare = (line: string): RareWord => {
  const [text, kana, character, substitute] = line.split(" ");
  return { text: text!, kana: kana!, rare: character!, substitute: substitute! };
};

/** Characters of JIS X 0213 outside JIS X 0208, by plane-row-cell, and two that JIS X 0213 does not have either. */
export const RARE_FAMILIES: readonly (RareWord & { readonly cell: string | undefined })[] = [
  { ...rare("見﨑 ミサキ 﨑 崎"), cell: "1-47-82" },
  { ...rare("例瀨 レイセ 瀨 瀬"), cell: "1-87-30" },
  { ...rare("雛德 ヒナトク 德 徳"), cell: "1-84-37" },
  { ...rare("窓黑 マドグロ 黑 黒"), cell: "1-94-82" },
  { ...rare("控濵 ヒカエハマ 濵 浜"), cell: "1-87-27" },
  { ...rare("模橫 モヨコ 橫 横"), cell: "1-86-16" },
  { ...rare("様𣘺 ヨウハシ 𣘺 橋"), cell: "2-15-35" },
  { ...rare("記𢛳 キトク 𢛳 徳"), cell: "2-12-48" },
  { ...rare("受𠮷 ウケヨシ 𠮷 吉"), cell: undefined },
  { ...rare("架髙 カダカ 髙 高"), cell: undefined },
];

/** Characters with a variation selector behind them (IVS, Unicode 6.0 and later): one character to the eye, two code points. */
export const IVS_FAMILIES: readonly RareWord[] = [
  rare("例邉\u{e0102} レイベ 邉\u{e0102} 邉"),
  rare("葛\u{e0100}見 カツミ 葛\u{e0100} 葛"),
  rare("辻\u{e0100}本窓 ツジモトマド 辻\u{e0100} 辻"),
];

/** 外字: a character of a vendor's own in the private use area, and a name in which only the mark for one is left. */
export const GAIJI_FAMILIES: readonly RareWord[] = [
  rare("\u{e001}見 カリミ \u{e001} 〓"),
  rare("受\u{e002} ウケカリ \u{e002} 〓"),
  rare("〓窓 ゲタマド 〓 〓"),
];

export const GIVEN: Readonly<Record<"1" | "2", readonly NameWord[]>> = {
  "1": words(
    "太郎 タロウ",
    "一郎 イチロウ",
    "健 ケン",
    "誠 マコト",
    "翔 ショウ",
    "蓮 レン",
    "大輔 ダイスケ",
    "正 タダシ",
    "進 ススム",
    "悠人 ユウト",
    "はじめ ハジメ",
    "権左衛門之助 ゴンザエモンノスケ",
  ),
  "2": words(
    "花子 ハナコ",
    "和子 カズコ",
    "恵 メグミ",
    "さくら サクラ",
    "葵 アオイ",
    "結衣 ユイ",
    "陽子 ヨウコ",
    "千代 チヨ",
    "みらい ミライ",
    "琴音 コトネ",
    "ふじ フジ",
    "つる ツル",
  ),
};

/** A name as long as a form's box and longer, in the manner of 寿限無. */
export const LONG_GIVEN: Readonly<Record<"1" | "2", NameWord>> = {
  "1": word("五郎右衛門太郎次郎三郎左衛門之助一郎太 ゴロウエモンタロウジロウサブロウザエモンノスケイチロウタ"),
  "2": word("花千代葵琴音さくらみらい結衣陽子和子 ハナチヨアオイコトネサクラミライユイヨウコカズコ"),
};

export const FOREIGN_FAMILIES = words(
  "SAMPLE サンプル",
  "SPECIMEN スペシメン",
  "MUSTER ムスター",
  "EXEMPLE エグザンプル",
  "MUESTRA ムエストラ",
  "TESTOWSKI テストフスキ",
  "O'FORM オフォーム",
  "VAN-PROEF ヴァンプルーフ",
);

export const FOREIGN_GIVEN: Readonly<Record<"1" | "2", readonly NameWord[]>> = {
  "1": words(
    "JOHN ジョン",
    "WILLIAM ウィリアム",
    "CARLOS カルロス",
    "MIN-JUN ミンジュン",
    "NGUYEN グエン",
    "IVAN イワン",
  ),
  "2": words("MARY メアリー", "ANNA アンナ", "MARIA マリア", "LI-NA リーナ", "THI ティ", "OLGA オルガ"),
};

/** Further given names of those who have many. */
export const FOREIGN_MORE = words(
  "MAXIMILIAN マクシミリアン",
  "ALEXANDER アレクサンダー",
  "CONCEPCION コンセプシオン",
  "DE-LA-PRUEBA デラプルエバ",
  "WICKRAMASINGHE ウィクラマシンハ",
);
