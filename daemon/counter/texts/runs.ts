import { words } from "./words.js";

/** Area, move continuation, bulk load and the list of what is to be gone on with. */
export const runTexts = words("runs", {
  areaNow: { ja: "カードの領域", en: "Area of the card" },
  setArea: { ja: "領域設定を行う", en: "Set the area" },
  areaSet: { ja: "領域設定を行いました。", en: "The area is set." },
  areaHint: {
    ja: "領域設定を行うと、このカードにカードAPを搭載できるようになります。搭載時にも自動的に行います。",
    en: "Once the area is set, applications can be loaded. A load sets it by itself where it is not.",
  },
  rekey: { ja: "領域の鍵を最新にする", en: "Renew the area key" },
  rekeyed: { ja: "領域の鍵を更新しました。", en: "The area key is renewed." },
  rekeyHint: {
    ja: "旧世代または合併前の市区町村の鍵の場合に行います。搭載済みのカードAPはそのまま残ります。",
    en: "Where the key is of an older generation or a predecessor's. Loaded applications stay.",
  },
  key: { ja: "鍵(世代)", en: "Key (generation)" },
  setUnder: { ja: "設定した市区町村", en: "Set under" },
  service: { ja: "連続搭載するサービス", en: "Service of the run" },
  begin: { ja: "連続搭載を始める", en: "Begin" },
  resumeRun: { ja: "続きから始める", en: "Go on" },
  openRuns: { ja: "終了していない連続搭載", en: "Runs that have not ended" },
  running: { ja: "{service}の連続搭載", en: "Bulk load of {service}" },
  progress: { ja: "{done} / {total} 枚", en: "{done} of {total} cards" },
  counts: {
    ja: "搭載 {loaded} · 搭載済み {already} · 失敗 {failed}",
    en: "{loaded} loaded, {already} already, {failed} failed",
  },
  putNext: {
    ja: "次のカードをリーダに置いてください。自動的に搭載します。",
    en: "Put the next card on the reader: it is loaded by itself.",
  },
  takeOut: { ja: "カードを取り出して、次のカードを置いてください。", en: "Take the card out and put the next one on." },
  loaded: { ja: "搭載しました", en: "Loaded" },
  already: { ja: "すでに搭載済みです", en: "Was loaded already" },
  failed: { ja: "搭載できませんでした", en: "Not loaded" },
  end: { ja: "連続搭載を終える", en: "End the run" },
  ended: { ja: "連続搭載を終えました", en: "The run has ended" },
  failures: { ja: "搭載できなかったカード", en: "Cards that were not loaded" },
});
