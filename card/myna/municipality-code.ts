import { mynaErrors } from "./errors.js";

/**
 * The check digit of a 全国地方公共団体コード (JIS X 0401 and 0402 with the ministry's check digit): the five digits weighted 6, 5, 4, 3, 2;
 * eleven less the remainder of the sum by eleven, of which the last digit. Throws `myna.bad-value`.
 */
export function municipalityCheckDigit(code: string): number {
  if (!/^\d{5}$/.test(code)) throw mynaErrors.error("bad-value", { place: "municipality" });
  const sum = [...code].reduce((total, digit, index) => total + Number(digit) * (6 - index), 0);
  return (11 - (sum % 11)) % 10;
}

/** True for six digits whose last is the check digit. */
export function isMunicipalityCode(text: string): boolean {
  return /^\d{6}$/.test(text) && municipalityCheckDigit(text.slice(0, 5)) === Number(text[5]);
}
