import { errorFamily } from "#card/errors/madoguchi-error.js";

export const importErrors = errorFamily("import", {
  "bad-header": {
    en: {
      cause: "the first line is not the header of such a file",
      remedy:
        'Begin with {"type","municipality","sequence","kind","count","sha256"}; a resident file may have the same as a line of CSV, a status file needs "asOf".',
    },
    ja: {
      cause: "1行目が取込みファイルの見出しではありません",
      remedy:
        '1行目に {"type","municipality","sequence","kind","count","sha256"} を置いてください(住民情報は同じ項目のCSV行も可、カード運用情報は "asOf" が必須)。',
    },
  },
  "wrong-type": {
    en: {
      cause: "the file is of another kind",
      remedy: "Residents and card operation status have an import each: choose the file that belongs to this one.",
    },
    ja: {
      cause: "ファイルの種類が異なります",
      remedy: "住民情報とカード運用情報は取込みが別です。この取込みに対応するファイルを選択してください。",
    },
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
  gap: {
    en: {
      cause: "the difference file was made against another file than the last one imported",
      remedy: "Import the files in between first, or a full file.",
    },
    ja: {
      cause: "差分ファイルの基準が、最後に取り込んだファイルと異なります",
      remedy: "間のファイルを先に取り込むか、全件ファイルを取り込んでください。",
    },
  },
  "older-data": {
    en: {
      cause: "the file says that it is true of an earlier moment than a file that was imported already",
      remedy: "Import the newest file. If this is the newest, the source system's clock is or was wrong: have it set.",
    },
    ja: {
      cause: "取込み済みのファイルより前の時点の情報です",
      remedy: "最新のファイルを取り込んでください。これが最新の場合は、元のシステムの時計を確認してください。",
    },
  },
  "from-the-future": {
    en: {
      cause:
        "the file says that it is true of a moment that has not come yet: this machine's clock or the source system's is wrong",
      remedy: "Set the clock that is wrong. Nothing was imported.",
    },
    ja: {
      cause: "ファイルの時点が未来になっています（本機または元のシステムの時計に誤りがあります）",
      remedy: "誤っている時計を直してください。取り込みは行っていません。",
    },
  },
  "too-many-leave": {
    en: {
      cause: "the full file leaves out an unusual number of residents; nothing was imported",
      remedy: "Check that the file is whole. If so many have left, import it again with confirmLeaving.",
    },
    ja: {
      cause: "全件ファイルに含まれない住民が多すぎます(取り込みは行っていません)",
      remedy: "ファイルに欠落がないか確認してください。正しい場合は confirmLeaving を指定して再度取り込んでください。",
    },
  },
  "no-such-file": {
    en: {
      cause: "there is no such file in the import folder",
      remedy: "Put it into the folder that the configuration names; residents.importFiles lists what is there.",
    },
    ja: {
      cause: "取込みフォルダにファイルがありません",
      remedy: "設定したフォルダに置いてください。一覧は residents.importFiles で確認できます。",
    },
  },
  "no-folder": {
    en: {
      cause: "no import folder is configured for this municipality",
      remedy: "Name one under residents.folder of the municipality in the configuration.",
    },
    ja: {
      cause: "この市町村の取込みフォルダが設定されていません",
      remedy: "設定ファイルの市町村の residents.folder に指定してください。",
    },
  },
  unreadable: {
    en: { cause: "the file cannot be read to its end", remedy: "Check the medium and the rights of the file." },
    ja: { cause: "ファイルを最後まで読めません", remedy: "媒体とファイルの読取り権限を確認してください。" },
  },
  "under-way": {
    en: {
      cause: "another import of this municipality is under way",
      remedy: "Wait until it has ended.",
    },
    ja: { cause: "この市町村の別の取込みが実行中です", remedy: "終了してから実行してください。" },
  },
  "same-resident-twice": {
    en: { cause: "a resident is in the file twice; nothing was imported", remedy: "Correct the file at the source." },
    ja: { cause: "同じ住民が重複しています(取り込みは行っていません)", remedy: "元のシステムで直してください。" },
  },
});

/** Residents who are entered by hand. */
export const manualErrors = errorFamily("manual", {
  off: {
    en: {
      cause: "this municipality does not take residents by hand: they come from the resident system",
      remedy: "Import the newest resident file. To allow entry by hand set residents.manual in the configuration.",
    },
    ja: {
      cause: "この市町村では住民情報の手入力を行いません（既存住基システムから取り込みます）",
      remedy: "最新の住民情報を取り込んでください。手入力を許可するには設定ファイルの residents.manual を指定します。",
    },
  },
  "known-resident": {
    en: {
      cause: "the resident register has told of this resident: it is not changed by hand",
      remedy: "Search for the resident. Corrections come with the next import.",
    },
    ja: {
      cause: "この住民は取込み済みです。手入力では変更できません",
      remedy: "住民を検索してください。訂正は次回の取込みで反映されます。",
    },
  },
  "bad-entry": {
    en: { cause: "a field of the entry is wrong; nothing was stored", remedy: "Correct the field that is named." },
    ja: { cause: "入力項目に誤りがあります（保存していません）", remedy: "示された項目を訂正してください。" },
  },
  "individual-number": {
    en: {
      cause: "the entry holds an individual number (個人番号), which this system must not receive; nothing was stored",
      remedy: "Leave it out.",
    },
    ja: {
      cause: "個人番号が含まれています。本システムでは取り扱えないため、保存していません",
      remedy: "個人番号を除いて入力してください。",
    },
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
  "already-registered": {
    en: {
      cause: "the resident is a user already, with another card",
      remedy: "Replace the user's card (cards.replace), or end the user first (users.remove).",
    },
    ja: {
      cause: "この住民は別のカードで利用者登録されています",
      remedy: "カードの切替え(cards.replace)を行うか、先に利用者登録を終了(users.remove)してください。",
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

export const outputErrors = errorFamily("output", {
  "not-configured": {
    en: {
      cause: "no folder or no recipient is configured for user information of this municipality",
      remedy: "Name residents.output with folder and recipient (the public key of whoever gets the files).",
    },
    ja: {
      cause: "この市町村の利用者情報の出力先フォルダまたは受取人が設定されていません",
      remedy: "設定ファイルの residents.output に folder と recipient(受取人の公開鍵)を指定してください。",
    },
  },
  "cannot-write": {
    en: {
      cause: "the file cannot be written; nothing is left of it",
      remedy: "Check that the folder exists, is writable by the daemon and has room.",
    },
    ja: {
      cause: "ファイルを書き込めません(作成途中のファイルは残っていません)",
      remedy: "フォルダの有無・書込み権限・空き容量を確認してください。",
    },
  },
});
