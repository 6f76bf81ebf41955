import type { Bilingual } from "#harness/evidence/types.js";

/** What every claim of a report is measured against (R-DOC-01). */
export interface Baseline {
  readonly edition: Bilingual;
  readonly date: Bilingual;
}

/** The guide's edition that the requirement catalogue was drawn from. */
export const guideBaseline: Baseline = {
  edition: {
    ja: "マイナンバーカードアプリケーション搭載システム 導入検討の手引き（地域住民向け領域設定システム編・基礎編）第2.0版",
    en: "Introduction guide to the My Number card application loading system (regional area setting system, basic part), edition 2.0",
  },
  date: { ja: "平成29年7月", en: "July 2017" },
};
