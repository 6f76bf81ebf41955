import { errorFamily } from "#card/errors/madoguchi-error.js";

export const importErrors = errorFamily("import", {
  "bad-header": {
    en: {
      cause: "the first line is not the header of a resident file",
      remedy: 'Begin with {"type":"residents","municipality","sequence","count","sha256"}.',
    },
    ja: {
      cause: "1行目が住民情報ファイルの見出しではありません",
      remedy: '1行目に {"type":"residents","municipality","sequence","count","sha256"} を置いてください。',
    },
  },
  "wrong-type": {
    en: {
      cause: "the file is of another kind",
      remedy: "Choose the resident file; other files have their own import.",
    },
    ja: { cause: "ファイルの種類が異なります", remedy: "住民情報ファイルを選択してください。" },
  },
  "wrong-municipality": {
    en: { cause: "the file is of another municipality", remedy: "Choose the file of your own municipality." },
    ja: { cause: "他の市町村のファイルです", remedy: "自市町村のファイルを選択してください。" },
  },
  "old-sequence": {
    en: {
      cause: "a file of this or a later sequence was imported already",
      remedy: "Import the newest file; an older one would bring back what has changed since.",
    },
    ja: {
      cause: "同じか、より新しい通番のファイルが取り込み済みです",
      remedy: "最新のファイルを取り込んでください。古いファイルは変更を巻き戻すため受け付けません。",
    },
  },
  damaged: {
    en: {
      cause: "count or digest of the header do not fit the lines: the file was cut off or altered",
      remedy: "Fetch the file again from the source system.",
    },
    ja: {
      cause: "見出しの件数またはハッシュ値が内容と一致しません(欠落または改変)",
      remedy: "元のシステムからファイルを取得し直してください。",
    },
  },
  "bad-line": {
    en: {
      cause: "a line is wrong; nothing was imported",
      remedy: "Correct the line and field that are named at the source.",
    },
    ja: {
      cause: "誤りのある行があります(取り込みは行っていません)",
      remedy: "示された行と項目を元のシステムで直してください。",
    },
  },
  "individual-number": {
    en: {
      cause: "the file holds individual numbers (個人番号), which this system must not receive; nothing was imported",
      remedy: "Have the source system write the file without them.",
    },
    ja: {
      cause: "個人番号が含まれています。本システムでは取り扱えないため、取り込みは行っていません",
      remedy: "元のシステムで個人番号を除いて出力してください。",
    },
  },
  "same-resident-twice": {
    en: { cause: "a resident is in the file twice; nothing was imported", remedy: "Correct the file at the source." },
    ja: { cause: "同じ住民が重複しています(取り込みは行っていません)", remedy: "元のシステムで直してください。" },
  },
});

export const userErrors = errorFamily("user", {
  "no-such-resident": {
    en: {
      cause: "no such resident is known in your municipality",
      remedy: "Search again, or import the newest resident file.",
    },
    ja: { cause: "自市町村に該当する住民がいません", remedy: "検索し直すか、最新の住民情報を取り込んでください。" },
  },
  "card-of-another": {
    en: {
      cause: "the card is registered to another resident of this municipality",
      remedy: "Check that the card in the reader is the resident's own.",
    },
    ja: {
      cause: "このカードは別の住民に登録されています",
      remedy: "リーダ上のカードが本人のものか確認してください。",
    },
  },
  "no-such-user": {
    en: { cause: "no such user is known in your municipality", remedy: "Register the user with the card first." },
    ja: { cause: "該当する利用者がいません", remedy: "先にカードと住民を利用者登録してください。" },
  },
  "no-such-service": {
    en: { cause: "your municipality has no such service", remedy: "Choose one of the listed services." },
    ja: { cause: "自市町村に該当するサービスがありません", remedy: "サービス一覧から選択してください。" },
  },
});
