import type { Bilingual } from "../api/contract/index.js";

interface FixedValue {
  /** Words of a name that asks for it. */
  readonly asked: RegExp;
  readonly what: Bilingual;
}

/**
 * What no tuning reaches (R-TUNE-12, R-PIN-04, X-23). None of it is in the schema; the names are known here so that who tries is told why,
 * in place of "unknown".
 */
const FIXED: readonly FixedValue[] = [
  {
    asked: /\b(pins?|tries|retries|retry|attempts?)\b|暗証/,
    what: {
      ja: "暗証番号の回数は固定です（窓口交付は3回、R-PIN-04）。カードAPごとの値はカードAPの定義にあります。",
      en: "PIN tries are fixed (three at the counter, R-PIN-04); a card application's own stand in its package",
    },
  },
  {
    asked: /\b(gates?|stops?|status|locks?|locked|ordinances?)\b/,
    what: {
      ja: "カード運用状態・停止措置などの判定は変更できません。",
      en: "the gates (operation status, stops, locks) cannot be changed",
    },
  },
  {
    asked: /\b(hours?|calendar|holidays?|opening)\b/,
    what: {
      ja: "利用時間は業務システムの情報で、窓口の設定項目ではありません（X-23）。",
      en: "hours belong to the business systems and are no tuning of the counter (X-23)",
    },
  },
  {
    asked: /\b(firewall|pairs?|pairings?|cross|aids?)\b/,
    what: {
      ja: "カードAPと業務システムの組は変更できません。",
      en: "which system reaches which card application cannot be changed",
    },
  },
  {
    asked: /\b(audit|logs?|logging|traces?|retention)\b/,
    what: { ja: "監査ログは止められず、変更できません。", en: "the audit log cannot be switched off or changed" },
  },
  {
    asked: /\b(rights?|roles?|login|passwords?|approvals?|sessions?|idle|operators?)\b/,
    what: {
      ja: "権限・ログイン・二人承認はパラメータ設定の対象外です。",
      en: "rights, logins and approvals are not tuned",
    },
  },
  {
    asked: /\b(keys?|ciphers?|tls|encryption|certificates?)\b/,
    what: { ja: "鍵と暗号は変更できません。", en: "keys and ciphers cannot be changed" },
  },
];

/** Why a parameter of this name can be in no tuning set, where it asks for a fixed value. */
export function fixedValue(name: string): Bilingual | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]/g, " ")
    .toLowerCase();
  return FIXED.find(({ asked }) => asked.test(words))?.what;
}
