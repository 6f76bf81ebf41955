import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What the facility-booking double refuses. Nothing is booked then. */
export const bookingErrors = errorFamily("booking", {
  taken: {
    en: { cause: "somebody has booked this already", remedy: "Choose another time or another room." },
    ja: { cause: "この日時は既に予約されています", remedy: "ほかの日時または施設を選んでください。" },
  },
  stopped: {
    en: { cause: "the use of the booking service was stopped", remedy: "Ask at the municipality's counter." },
    ja: { cause: "公共施設予約の利用は停止されています", remedy: "市町村の窓口へお問い合わせください。" },
  },
  "bad-request": {
    en: { cause: "the request is not of the shape that is taken", remedy: "Compare it with the place that is named." },
    ja: { cause: "要求の形式が正しくありません", remedy: "示された箇所を確認してください。" },
  },
});
