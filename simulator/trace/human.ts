import type { Bilingual } from "#card/trace/index.js";
import type { TraceDraft } from "./entry.js";

const SHOWN_HEX = 64;

const MARKS: Readonly<Record<Exclude<TraceDraft["type"], "exchange">, Bilingual>> = {
  inserted: { ja: "挿入", en: "put into the reader" },
  removed: { ja: "取り出し", en: "out of the reader" },
  "power-on": { ja: "電源オン", en: "power on" },
  "power-off": { ja: "電源オフ", en: "power off" },
  reset: { ja: "リセット", en: "reset" },
};

const REASONS = {
  removed: { ja: "", en: "" },
  pulled: { ja: "（障害: 抜き取り）", en: " (pulled by a fault)" },
  "power-lost": { ja: "（コマンドの途中で電源断）", en: " (lost its power in a command)" },
  defect: { ja: "（カード内部の誤り）", en: " (an error inside the card)" },
} as const;

const shorten = (hex: string) => (hex.length <= SHOWN_HEX ? hex : `${hex.slice(0, SHOWN_HEX)}… (${hex.length / 2})`);

function mark(entry: Exclude<TraceDraft, { type: "exchange" }>, language: keyof Bilingual): string {
  const text = MARKS[entry.type][language];
  switch (entry.type) {
    case "inserted":
      return `▶ ${text}${entry.reader === undefined ? "" : `  ${entry.reader}`}`;
    case "removed":
      return `◀ ${text}${REASONS[entry.reason][language]}`;
    case "power-off":
      return `○ ${text}`;
    default:
      return `● ${text}  ATR ${entry.atr}`;
  }
}

/**
 * An entry for people: time of day (UTC) and card in front, then what happened; two lines for an exchange, the second with the answer
 * and how long it took.
 */
export function traceText(entry: TraceDraft, language: keyof Bilingual): string {
  const head = `${entry.at.slice(11, 23)} ${entry.card}  `;
  if (entry.type !== "exchange") return `${head}${mark(entry, language)}`;
  const { command, response, detail, outcome, durationMs, fault } = entry;
  const data = shorten(response.slice(0, -4));
  const answer = response === "" ? "–" : `${data}${data === "" ? "" : " "}${response.slice(-4)}`;
  const struck = fault ? (language === "ja" ? "  ⚡障害" : "  ⚡fault") : "";
  return `${head}› ${detail[language]}  ${shorten(command)}\n    → ${answer}  ${outcome[language]}  ${durationMs} ms${struck}`;
}
