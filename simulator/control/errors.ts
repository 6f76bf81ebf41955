import { errorFamily } from "#card/errors/madoguchi-error.js";

export const deskErrors = errorFamily("desk", {
  "unknown-card": {
    en: { cause: "the desk has no card of this name", remedy: "List the cards, or create this one." },
    ja: { cause: "この名前のカードはありません", remedy: "一覧を確認するか、カードを作成してください。" },
  },
  "unknown-reader": {
    en: { cause: "the desk has no reader of this name", remedy: "List the readers, or add this one." },
    ja: { cause: "この名前のリーダはありません", remedy: "一覧を確認するか、リーダを追加してください。" },
  },
  "unknown-snapshot": {
    en: { cause: "no snapshot of this card has this name", remedy: "Take one first; the list of cards names them." },
    ja: {
      cause: "このカードには、その名前のスナップショットがありません",
      remedy: "先にスナップショットを取ってください。カードの一覧に名前が出ます。",
    },
  },
  "unknown-fault": {
    en: { cause: "no fault with this id is armed on the card", remedy: "List the card's faults." },
    ja: { cause: "この番号の障害はカードに設定されていません", remedy: "カードの障害の一覧を確認してください。" },
  },
  "name-taken": {
    en: { cause: "the name is in use at this desk", remedy: "Choose another name, or delete the one that has it." },
    ja: { cause: "この名前は使用中です", remedy: "別の名前にするか、使用中のものを削除してください。" },
  },
  "state-in-use": {
    en: {
      cause: "another card of this desk keeps its memory in this file",
      remedy: "Use a state file with one card at a time.",
    },
    ja: {
      cause: "この状態ファイルは別のカードが使用中です",
      remedy: "1つの状態ファイルは同時に1枚のカードだけで使ってください。",
    },
  },
  "file-exists": {
    en: {
      cause: "a file of this name is there already",
      remedy: "A clone gets a state file of its own: give a new path.",
    },
    ja: {
      cause: "この名前のファイルはすでに存在します",
      remedy: "複製には新しい状態ファイルのパスを指定してください。",
    },
  },
  "reader-occupied": {
    en: { cause: "there is a card in this reader", remedy: "Remove it first, or swap the two." },
    ja: { cause: "このリーダにはカードが入っています", remedy: "先に取り出すか、swapで入れ替えてください。" },
  },
  "card-inserted": {
    en: { cause: "the card is in a reader", remedy: "Remove it first, or swap." },
    ja: { cause: "カードはリーダに入っています", remedy: "先に取り出すか、swapを使ってください。" },
  },
  "same-card": {
    en: {
      cause: "a card cannot be swapped for itself",
      remedy: "Name two cards. To take one out and put the same one in again, use remove and insert, or power.",
    },
    ja: {
      cause: "カードを同じカードと入れ替えることはできません",
      remedy: "別のカードを指定してください。同じカードを入れ直すには remove と insert、または power を使います。",
    },
  },
  "not-inserted": {
    en: { cause: "the card is in no reader", remedy: "Insert it first." },
    ja: { cause: "カードはどのリーダにも入っていません", remedy: "先に挿入してください。" },
  },
  "too-many": {
    en: { cause: "the desk holds as many as it may", remedy: "Delete what is no longer needed." },
    ja: { cause: "保持できる数の上限に達しました", remedy: "不要になったものを削除してください。" },
  },
  "bad-params": {
    en: {
      cause: "the parameters are not what the operation takes",
      remedy: "Mend the place named; see docs/reference/card-desk.md.",
    },
    ja: {
      cause: "操作の引数が正しくありません",
      remedy: "示された箇所を修正してください（docs/reference/card-desk.md）。",
    },
  },
  "unknown-operation": {
    en: { cause: "there is no operation of this name", remedy: "See docs/reference/card-desk.md for all of them." },
    ja: { cause: "この名前の操作はありません", remedy: "docs/reference/card-desk.md で操作の一覧を確認してください。" },
  },
  "bad-message": {
    en: {
      cause: "the request is no JSON object of a fitting size",
      remedy: "Send POST with one JSON object as its body.",
    },
    ja: {
      cause: "リクエストが適切な大きさのJSONオブジェクトではありません",
      remedy: "本文にJSONオブジェクトを1つ入れ、POSTで送ってください。",
    },
  },
  defect: {
    en: { cause: "the desk made a mistake of its own", remedy: "Look at its output, and report what it says there." },
    ja: { cause: "内部エラーが発生しました", remedy: "サーバ側の出力を確認し、内容を報告してください。" },
  },
  "not-served": {
    en: {
      cause: "no card desk answers on this socket",
      remedy: "Start one with: madoguchi card serve. Give the same --socket to both.",
    },
    ja: {
      cause: "このソケットで応答するカードデスクがありません",
      remedy: "madoguchi card serve で起動してください。--socket は双方で同じものを指定します。",
    },
  },
  "already-served": {
    en: {
      cause: "another card desk answers on this socket",
      remedy: "Use that one, end it, or choose another --socket.",
    },
    ja: {
      cause: "このソケットでは別のカードデスクが応答しています",
      remedy: "そちらを使うか、終了するか、別の --socket を指定してください。",
    },
  },
  "bad-socket": {
    en: {
      cause: "the path cannot be a socket of the card desk",
      remedy: "Give a path of at most 100 octets, in a folder that only you may write to, with no other file there.",
    },
    ja: {
      cause: "このパスはカードデスクのソケットに使えません",
      remedy: "自分だけが書き込めるフォルダ内の、100オクテット以内で、ほかのファイルがないパスを指定してください。",
    },
  },
});
